import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../packages/server/src/testing/until.ts';
import { type BuildEnvironments, openBuildEnvironments } from './testing/build-environments.ts';
import { type FunctionsHost, openFunctionsHost } from './testing/functions-host.ts';
import { findAwsClis } from './testing/server-process.ts';

const [cli] = await findAwsClis();
let folder: string;
let host: FunctionsHost;
let yard: BuildEnvironments;
let made = 0;

it.runIf(process.env.CI)('the machine has an aws CLI', () => {
  expect(cli).toBeDefined();
});

describe.runIf(cli)('a build whose functions are killed', () => {
  let ticks: ReturnType<typeof setInterval>[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codeyard-faults-'));
    host = await openFunctionsHost(folder);
    const script = join(folder, 'faults.json');
    // A test does not wait for minutes.
    await writeFile(script, JSON.stringify({ jobVisibleAgainMs: 5_000 }));
    yard = await openBuildEnvironments(cli?.program ?? '', ['--faults', script], folder);
    await yard.putSource({ 'in.txt': 'in' });
    await writeFile(join(folder, 'effects'), '');
    ticks = [setInterval(() => void host.tick('poller'), 2_000), setInterval(() => void host.tick('scheduler'), 5_000)];
  }, 120_000);

  afterAll(async () => {
    for (const tick of ticks) clearInterval(tick);
    // First, so that the server does not wait for functions that wait for it.
    await host?.close();
    await yard?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /**
   * Plays builds at once, and expects of each what is owed whatever happened. One that has every fault of its steps waits for minutes: each
   * is tried up to six times, twice as long after the one before.
   */
  async function play(count: number): Promise<void> {
    const names = Array.from({ length: count }, () => `build-${++made}`);
    const Command = `echo "$PipelineName" >> ${folder}/effects; cp in.txt made.txt; echo "N=$PipelineName" > "$CODEYARD_VARIABLES"`;
    await Promise.all(names.map((name) => yard.create(name, { Command, OutputArtifactPath: 'made.txt' })));
    for (const name of names) {
      const { status, output } = await yard.outcome(name, 400_000).catch(async (error: Error) => {
        throw new Error(`${name}: ${error.message}\n${await situation()}`);
      });
      expect([name, status, output?.executionResult?.errorDetails]).toEqual([name, 'Succeeded', undefined]);
      expect(output?.outputVariables).toEqual({ N: name });
      expect(await yard.files(name)).toEqual({ Built: { 'made.txt': 'in' } });
    }
    const effects = (await readFile(join(folder, 'effects'), 'utf8'))
      .split('\n')
      .filter((line) => names.includes(line));
    expect(effects.sort()).toEqual([...names].sort());
    await nothingLeft();
  }

  /** All that goes on, for who has to find out why something does not. */
  async function situation(): Promise<string> {
    const histories = (await running()).map(async (executionArn) => {
      const { events = [] } = await yard.aws.sfn.getExecutionHistory({
        executionArn,
        reverseOrder: true,
        maxResults: 6,
      });
      return { executionArn, events: events.map(({ type, timestamp }) => [type, timestamp]) };
    });
    const [builds, { state }] = [await host.parts().builds.listOpen(), await host.parts().store.load()];
    const told = {
      now: new Date(),
      builds,
      requests: state.requests,
      faults: host.faults,
      running: await Promise.all(histories),
    };
    return JSON.stringify(told);
  }

  async function running(): Promise<string[]> {
    const stateMachineArn = yard.outputs.StateMachine;
    const { executions = [] } = await yard.aws.sfn.listExecutions({ stateMachineArn, statusFilter: 'RUNNING' });
    return executions.map(({ executionArn = '' }) => executionArn);
  }

  async function nothingLeft(): Promise<void> {
    await until(async () => (await yard.machines()).length === 0, 90_000);
    await until(async () => (await host.parts().builds.listOpen()).length === 0, 60_000);
    const { state } = await host.parts().store.load();
    expect(Object.values(state.requests).filter(({ phase }) => phase !== 'released')).toEqual([]);
    // A report whose function was killed when it was done is done again.
    await until(async () => (await running()).length === 0, 60_000);
    const Filters = [{ key: 'Status' as const, value: 'InProgress' }];
    await until(async () => (await yard.aws.ssm.listCommands({ Filters })).Commands?.length === 0, 30_000);
  }

  const PHASES = [
    'poller STARTED',
    ...['acquire', 'start', 'await', 'upload', 'report'].map((step) => `steps ${step}`),
  ];
  const OVER = ['FAILED', 'CANCELED', 'ABANDONED'].map((state) => `poller ${state}`);

  /** Has a build come as far as a call, ends it from outside, and lets the call go on. */
  async function endAt(phase: string, end: (name: string, executionId: string) => Promise<unknown>): Promise<void> {
    const name = `ended-${++made}`;
    const arrival = host.hold(phase);
    await yard.create(name, { Command: 'sleep 1; cp in.txt made.txt', OutputArtifactPath: 'made.txt' });
    const resume = await arrival;
    await end(name, (await yard.action(name))?.pipelineExecutionId ?? '');
    // The news may be there before the call goes on, or after.
    if (made % 2) await new Promise((resolve) => setTimeout(resolve, 1_500));
    resume();
    await nothingLeft();
  }

  const abandon = (pipelineName: string, pipelineExecutionId: string) =>
    yard.aws.codepipeline.stopPipelineExecution({ pipelineName, pipelineExecutionId, abandon: true });

  it.each(PHASES)(
    'leaves nothing when its execution is abandoned during %j',
    async (phase) => {
      await endAt(phase, abandon);
    },
    150_000,
  );

  it.each(PHASES)(
    'leaves nothing when its pipeline is deleted during %j, and nobody is told',
    async (phase) => {
      for (const kind of OVER) host.lost.add(kind);
      await endAt(phase, (name) => yard.aws.codepipeline.deletePipeline({ name })).finally(() => host.lost.clear());
    },
    150_000,
  );

  it.each(['steps await', 'steps report'])(
    'fails when its state machine is stopped during %j',
    async (phase) => {
      let ended = '';
      await endAt(phase, async (name) => {
        ended = name;
        for (const executionArn of await running()) await yard.aws.sfn.stopExecution({ executionArn });
      });
      const { status, output } = await yard.outcome(ended);
      // What had an outcome is told it, whoever tells it.
      if (phase === 'steps report') expect(status).toBeOneOf(['Succeeded', 'Failed']);
      else expect(output?.executionResult?.errorDetails?.message).toContain('state machine was ended');
    },
    150_000,
  );

  type Kinds = readonly (readonly [kind: string, requests: number])[];
  let calm: Promise<Kinds> | undefined;

  /** Requests of each kind of call that builds make which nobody troubles; the schedule's come whenever they come. */
  function kinds(): Promise<Kinds> {
    calm ??= (async () => {
      host.requests.clear();
      await play(2);
      return [...host.requests].filter(([kind]) => kind !== 'poller' && kind !== 'scheduler');
    })();
    return calm;
  }

  it.each([
    ['is killed after', 'dies'],
    ['never hears of', 'unanswered'],
    ['is told that its credentials have expired at', 'expired'],
  ] as const)(
    'carries on when a function %s any of its requests',
    async (_, how) => {
      const all = await kinds();
      // A step is not to be out of tries by them; an answer that is lost costs it none.
      const width = how === 'unanswered' ? 30 : 6;
      for (let first = 1; all.some(([, most]) => first <= most); first += width) {
        const windows = all.flatMap(([kind, most]) =>
          Array.from({ length: width }, (_, more) => ({ kind, request: first + more, how })).filter(
            ({ request }) => request <= most,
          ),
        );
        host.faults.push(...windows);
        await play(8);
        host.faults.length = 0;
      }
    },
    1_500_000,
  );

  it('does nothing twice when every call comes twice, the look of the pollers too', async () => {
    const all = await kinds();
    for (const kind of [...all.map(([name]) => name), 'poller', 'scheduler']) host.doubled.add(kind);
    await play(6).finally(() => host.doubled.clear());
  }, 500_000);

  it('needs no event but the first, and no event at all', async () => {
    const all = await kinds();
    for (const [kind] of all) if (!kind.startsWith('steps')) host.lost.add(kind);
    await play(3);
    host.lost.clear();
  }, 500_000);
});
