import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  Job,
  PipelineDeclaration,
  PollForJobsOutput,
  StageDeclaration,
  StartPipelineExecutionOutput,
} from '@aws-sdk/client-codepipeline';
import { repository } from './server-process.ts';

export const CASES = join(repository, 'scenarios/pipelines');
export const WEBHOOK_SECRET = 'between us';
export const WORK = { category: 'Build', owner: 'Custom', provider: 'Work', version: '1' } as const;

/** One file of scenarios/pipelines: a pipeline, and what is done to it and seen of it, step by step. */
export interface PipelineCase {
  /** Folder and file name without its ending. */
  readonly name: string;
  readonly title: string;
  /** Also played by the real aws CLI. */
  readonly cli?: boolean;
  readonly pipeline: Partial<PipelineDeclaration> & {
    /** A file of definitions/, over which the rest is laid. */
    readonly definition: string;
    /** Laid over the definition's stages of these names. */
    readonly change?: Readonly<Record<string, Partial<StageDeclaration>>>;
  };
  readonly steps: readonly Step[];
}

type Members = Readonly<Record<string, unknown>>;

/**
 * `keep` names a value of an answer by its path (`jobs.0.id`); `${name}` stands for it in later steps,
 * and `@declaration` for the pipeline as it was created.
 */
type Step =
  /** Calls an operation once. */
  | { call: string; with?: Members; keep?: Record<string, string>; shows?: unknown; refused?: string; saying?: string }
  /** Calls an operation until its answer is as shown: objects by the members named, lists whole, `null` for absent. */
  | { until: string; with?: Members; keep?: Record<string, string>; shows?: unknown }
  /** Starts an execution, under a name. */
  | { start: string; with?: Members }
  /** Waits until an execution has a status. */
  | { execution: string; is: string }
  /** Takes the job of an action, acknowledges it, and keeps its id. */
  | { job: string; of: string; keep: string }
  /** Takes the job of an action and ends it. */
  | { work: string; of: string; ends: 'well' | 'badly'; outputs?: Record<string, string> }
  /** A push or pull request that GitHub tells of, and whether it starts the pipeline. */
  | { deliver: string; payload: Members; starts: boolean };

/** Calls operations of CodePipeline; a refusal is thrown with its exception's name and message. */
export type Call = (operation: string, input: Members) => Promise<unknown>;

export interface Stage {
  readonly call: Call;
  readonly endpoint: string;
  /** Between two looks, in milliseconds. */
  readonly lookMs: number;
  /** Before every step. */
  readonly interrupt?: () => Promise<void>;
  /** Values for all cases: `commit`. */
  readonly values: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 20_000;

export function readCases(): PipelineCase[] {
  const files = readdirSync(CASES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return files
    .filter((file) => !file.startsWith('definitions'))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.json'.length), ...readJson<Omit<PipelineCase, 'name'>>(file) }));
}

const readJson = <Value>(file: string) => JSON.parse(readFileSync(join(CASES, file), 'utf8')) as Value;

function declarationOf({ name, pipeline: { definition, change, ...rest } }: PipelineCase): PipelineDeclaration {
  const base = readJson<PipelineDeclaration>(`definitions/${definition}.json`);
  const stages = base.stages?.map((stage) => ({ ...stage, ...change?.[stage.name ?? ''] }));
  return { ...base, ...rest, stages, name: name.replaceAll('/', '-') };
}

/** Creates the pipeline of a case and goes through its steps; throws at the first that is not as the case says. */
export async function playCase(told: PipelineCase, stage: Stage): Promise<void> {
  const declaration = declarationOf(told);
  const pipeline = declaration.name ?? '';
  const values = new Map(Object.entries({ ...stage.values, pipeline }));
  const waitingJobs: Job[] = [];

  const fill = (value: unknown): Members =>
    JSON.parse(
      JSON.stringify(value ?? {})
        .replaceAll('"@declaration"', JSON.stringify(declaration))
        .replace(/\$\{(\w+)\}/g, (_, name: string) => {
          const kept = values.get(name);
          if (kept === undefined) throw new Error(`nothing was kept as ${name}`);
          return kept;
        }),
    );
  const call = async (operation: string, input: unknown) => await stage.call(operation, fill(input));
  const keepAll = (answer: unknown, keep: Record<string, string> = {}) => {
    for (const [name, path] of Object.entries(keep)) values.set(name, String(at(answer, path)));
  };

  async function until<Found>(what: string, look: () => Promise<{ found: Found } | { seen: unknown }>): Promise<Found> {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const result = await look();
      if ('found' in result) return result.found;
      if (performance.now() > end) throw new Error(`${what} did not happen; last seen: ${JSON.stringify(result.seen)}`);
      await pause(stage.lookMs);
    }
  }

  const untilShown = (operation: string, input: unknown, shows: unknown) =>
    until(operation, async () => {
      const answer = await call(operation, input);
      const difference = differenceOf(plain(answer), fill({ shows }).shows);
      return difference ? { seen: `${difference} in ${JSON.stringify(answer)}` } : { found: answer };
    });

  /** The id of an action's job, acknowledged. Jobs of others met on the way are kept for their steps. */
  async function takeJob(action: string, of: string): Promise<string> {
    const [execution] = fill([of]) as unknown as string[];
    const job = await until(`a job of ${action}`, async () => {
      const isIt = ({ data }: Job) =>
        data?.pipelineContext?.action?.name === action &&
        data.pipelineContext.pipelineName === pipeline &&
        data.pipelineContext.pipelineExecutionId === execution;
      const index = waitingJobs.findIndex(isIt);
      if (index >= 0) return { found: waitingJobs.splice(index, 1)[0] };
      const answer = (await call('PollForJobs', { actionTypeId: WORK, maxBatchSize: 10 })) as PollForJobsOutput;
      waitingJobs.push(...(answer.jobs ?? []));
      return { seen: waitingJobs };
    });
    const { status } = (await call('AcknowledgeJob', { jobId: job?.id, nonce: job?.nonce })) as { status: string };
    if (status !== 'InProgress') throw new Error(`the job of ${action} is ${status}`);
    return job?.id ?? '';
  }

  async function play(step: Step): Promise<void> {
    if ('call' in step) {
      const answer = await call(step.call, step.with).catch((error: Error) => error);
      if (answer instanceof Error) {
        if (answer.name !== step.refused) throw answer;
        if (step.saying && !new RegExp(step.saying).test(answer.message)) throw new Error(`it says ${answer.message}`);
        return;
      }
      if (step.refused) throw new Error(`${step.call} was not refused`);
      const difference = 'shows' in step && differenceOf(plain(answer), fill({ shows: step.shows }).shows);
      if (difference) throw new Error(`${step.call}: ${difference} in ${JSON.stringify(answer)}`);
      keepAll(answer, step.keep);
    } else if ('until' in step) {
      keepAll(await untilShown(step.until, step.with, step.shows), step.keep);
    } else if ('start' in step) {
      const input = { name: pipeline, ...step.with };
      const { pipelineExecutionId } = (await call('StartPipelineExecution', input)) as StartPipelineExecutionOutput;
      values.set(step.start, pipelineExecutionId ?? '');
    } else if ('execution' in step) {
      const input = { pipelineName: pipeline, pipelineExecutionId: step.execution };
      await untilShown('GetPipelineExecution', input, { pipelineExecution: { status: step.is } });
    } else if ('job' in step) {
      values.set(step.keep, await takeJob(step.job, step.of));
    } else if ('work' in step) {
      const jobId = await takeJob(step.work, step.of);
      const failureDetails = { type: 'JobFailed', message: 'told to fail' };
      if (step.ends === 'badly') await call('PutJobFailureResult', { jobId, failureDetails });
      else await call('PutJobSuccessResult', { jobId, ...(step.outputs ? { outputVariables: step.outputs } : {}) });
    } else {
      const { message } = await deliver(stage.endpoint, step.deliver, fill(step.payload));
      if (message.includes(pipeline) !== step.starts) throw new Error(`the delivery was answered: ${message}`);
    }
  }

  await call('CreatePipeline', { pipeline: declaration });
  const path = 'pipelineExecutionSummaries.0.pipelineExecutionId';
  keepAll(await call('ListPipelineExecutions', { pipelineName: pipeline }), { first: path });
  for (const [index, step] of told.steps.entries()) {
    await stage.interrupt?.();
    await play(step).catch((error: Error) => {
      throw new Error(`step ${index + 1}, ${JSON.stringify(step)}: ${error.name}: ${error.message}`);
    });
  }
  await call('DeletePipeline', { name: pipeline });
}

let deliveries = 0;

async function deliver(endpoint: string, event: string, payload: object): Promise<{ message: string }> {
  const body = JSON.stringify({ repository: { full_name: 'acme/app' }, ...payload });
  const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex');
  const answer = await fetch(`${endpoint}/_codeyard/connections/github`, {
    method: 'POST',
    body,
    headers: {
      'x-github-event': event,
      'x-github-delivery': `${process.pid}-${++deliveries}`,
      'x-hub-signature-256': `sha256=${signature}`,
    },
  });
  return (await answer.json()) as { message: string };
}

const plain = (answer: unknown) => JSON.parse(JSON.stringify(answer ?? null)) as unknown;

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, name) => (inner as Members | undefined)?.[name], value);

/** Where an answer is not what was expected, or undefined. */
function differenceOf(seen: unknown, expected: unknown, path = 'answer'): string | undefined {
  if (expected === null) return seen === undefined || seen === null ? undefined : `${path} is there`;
  if (Array.isArray(expected)) {
    if (!Array.isArray(seen) || seen.length !== expected.length) return `${path} has not ${expected.length} elements`;
    return expected.map((value, index) => differenceOf(seen[index], value, `${path}[${index}]`)).find(Boolean);
  }
  if (typeof expected !== 'object') return seen === expected ? undefined : `${path} is not ${JSON.stringify(expected)}`;
  const { $matches, ...members } = expected as { $matches?: string };
  if ($matches) return new RegExp($matches).test(String(seen)) ? undefined : `${path} does not match ${$matches}`;
  return Object.entries(members)
    .map(([name, value]) => differenceOf((seen as Members | undefined)?.[name], value, `${path}.${name}`))
    .find(Boolean);
}
