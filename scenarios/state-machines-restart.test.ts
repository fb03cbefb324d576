import { SFN } from '@aws-sdk/client-sfn';
import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from './testing/server-process.ts';

const roleArn = 'arn:aws:iam::123456789012:role/states';
const CALL = 'arn:aws:states:::aws-sdk:ssm:';

/** About 200 events: a Map of branches with tasks, retries that are caught, choices, waits, variables and a state machine within. */
const INNER = {
  StartAt: 'Write',
  States: {
    Write: {
      ...{ Type: 'Task', Resource: `${CALL}putParameter`, ResultPath: null, Next: 'Rest' },
      Parameters: {
        'Name.$': "States.Format('/item/{}', $.n)",
        'Value.$': "States.Format('v{}', $.n)",
        Type: 'String',
        Overwrite: true,
      },
    },
    Rest: { Type: 'Wait', Seconds: 1, Next: 'Odd' },
    Odd: {
      ...{ Type: 'Choice', Default: 'Even' },
      Choices: [{ Or: [1, 3, 5, 7].map((number) => ({ Variable: '$.n', NumericEquals: number })), Next: 'Both' }],
    },
    Even: {
      ...{ Type: 'Task', Resource: `${CALL}getParameter`, Parameters: { Name: '/nowhere' }, End: true },
      Retry: [{ ErrorEquals: ['Ssm.ParameterNotFoundException'], IntervalSeconds: 1, MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Mended' }],
    },
    Mended: { Type: 'Pass', Parameters: { 'n.$': '$.n', was: 'mended' }, End: true },
    Both: {
      ...{ Type: 'Parallel', End: true },
      Branches: ['a', 'b'].map((branch) => ({
        StartAt: `Read ${branch}`,
        States: {
          [`Read ${branch}`]: {
            ...{ Type: 'Task', Resource: `${CALL}getParameter`, End: true },
            Parameters: { 'Name.$': "States.Format('/item/{}', $.n)" },
            ResultSelector: { 'value.$': '$.Parameter.Value', branch },
          },
        },
      })),
    },
  },
};
const MACHINE = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemSelector: { 'n.$': '$$.Map.Item.Value' },
      // Two by two: the pairs' waits, and those before their retries, come one after the other, and each is seen.
      MaxConcurrency: 2,
      Iterator: INNER,
      Next: 'Done',
    },
    Done: { Type: 'Pass', Parameters: { 'all.$': '$' }, End: true },
  },
};
const INPUT = JSON.stringify({ items: [1, 2, 3, 4, 5, 6, 7, 8] });
const FEWEST_EVENTS = 150;

let server: ServerProcess;
let sfn: SFN;
let stateMachineArn = '';

beforeAll(async () => {
  server = await startServer();
  const settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials, maxAttempts: 20 };
  sfn = new SFN(settings);
  await new SSM(settings).describeParameters({});
  const made = await sfn.createStateMachine({ name: 'm', roleArn, definition: JSON.stringify(MACHINE) });
  stateMachineArn = made.stateMachineArn ?? '';
});
afterAll(() => server?.stop());

async function historyOf(executionArn: string) {
  const types: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.getExecutionHistory({ executionArn, maxResults: 1000, ...(nextToken ? { nextToken } : {}) });
    types.push(...(page.events ?? []).map(({ id, type }) => `${id} ${type}`));
    nextToken = page.nextToken;
  } while (nextToken);
  return types;
}

async function play(interrupt: () => Promise<void>) {
  const { executionArn = '' } = await sfn.startExecution({ stateMachineArn, input: INPUT });
  let seen = 0;
  for (const end = performance.now() + 120_000; performance.now() < end; ) {
    const { status, output } = await sfn.describeExecution({ executionArn });
    const history = await historyOf(executionArn);
    if (status !== 'RUNNING') return { status, output, history };
    if (history.length > seen) await interrupt();
    seen = history.length;
  }
  throw new Error('the execution did not end');
}

/** How often each kind of event came; parallel work may come in another order. */
const counted = (history: readonly string[]) => {
  const counts: Record<string, number> = {};
  for (const event of history) {
    const type = event.split(' ')[1] ?? '';
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
};

describe('a state machine, on a server that is killed whenever its history grew', () => {
  it('makes the same of its input, by the same events', async () => {
    const calm = await play(async () => {});
    expect(calm.status).toBe('SUCCEEDED');
    expect(calm.history.length).toBeGreaterThan(FEWEST_EVENTS);
    let kills = 0;
    const troubled = await play(async () => {
      kills++;
      await server.kill();
      await server.start();
    });
    expect(troubled.status).toBe('SUCCEEDED');
    expect(JSON.parse(troubled.output ?? '')).toEqual(JSON.parse(calm.output ?? ''));
    expect(counted(troubled.history)).toEqual(counted(calm.history));
    expect(troubled.history.map((event) => Number(event.split(' ')[0]))).toEqual(
      troubled.history.map((_, at) => at + 1),
    );
    expect(kills).toBeGreaterThan(5);
  }, 240_000);
});
