import type {
  ExecutionDetails,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import type { Db } from '../../database/database.ts';
import type { InputOf } from '../../gateway/operation.ts';
import { fingerprintOf } from '../../platform/fingerprint.ts';
import { endAction } from './end-action.ts';
import { invalidJobState, jobNotFound, outputVariablesTooLarge, validation } from './errors.ts';
import type { Parts } from './parts.ts';
import { newJob } from './queue-job.ts';
import { bytesOf, FUNCTION_JOB, type Job, judgeResult, LARGEST_OUTPUT_VARIABLES } from './rules/job.ts';
import { type ActionExecution, changeRunningAction, findAction } from './store/actions.ts';
import { changeJob, insertJob, lockJob } from './store/jobs.ts';
import { runActionId } from './work-kinds.ts';

/** A function that asked to be invoked again is so after this time, as on AWS. */
const AGAIN_AFTER_MS = 30_000;

type Success = Omit<InputOf<PutJobSuccessResultCommand>, 'jobId'>;
type Failure = InputOf<PutJobFailureResultCommand>['failureDetails'];

/** A worker says that its job is done, or, with a continuation token, that it wants to be asked again. */
export async function succeedJob(parts: Parts, jobId: string, result: Success): Promise<void> {
  const { continuationToken, outputVariables = {}, executionDetails, currentRevision } = result;
  if (continuationToken !== undefined && Object.keys(outputVariables).length > 0)
    throw validation('Output variables cannot be put together with a continuation token');
  if (bytesOf(outputVariables) > LARGEST_OUTPUT_VARIABLES) throw outputVariablesTooLarge(LARGEST_OUTPUT_VARIABLES);
  const missing = continuationToken === undefined ? await missingOutputs(parts, jobId) : [];
  await parts.database.transaction(async (tx) => {
    const open = await takeResult(tx, jobId, { status: 'Succeeded', result });
    if (!open) return;
    const { job, action } = open;
    if (continuationToken !== undefined) return await continueJob(tx, parts, { job, action, result });
    const facts = factsOf(executionDetails);
    const revision = currentRevision && {
      id: currentRevision.revision,
      changeIdentifier: currentRevision.changeIdentifier,
      ...(currentRevision.revisionSummary === undefined ? {} : { summary: currentRevision.revisionSummary }),
    };
    const outputs = action.document.outputs.map((output) => (revision ? { ...output, revision } : output));
    const message = `The job succeeded without its output artifact ${missing.join(', ')}`;
    const outcome =
      missing.length > 0
        ? { state: 'failed' as const, code: 'JobFailed', message, ...facts }
        : { state: 'succeeded' as const, variables: outputVariables, outputs, ...facts };
    await finish(tx, parts, action, outcome);
  });
}

export async function failJob(parts: Parts, jobId: string, failure: Failure): Promise<void> {
  const { type, message, externalExecutionId } = failure;
  await parts.database.transaction(async (tx) => {
    const open = await takeResult(tx, jobId, { status: 'Failed', result: failure });
    if (!open) return;
    const externalId = externalExecutionId === undefined ? {} : { externalId: externalExecutionId };
    await finish(tx, parts, open.action, { state: 'failed', code: type, message, ...externalId });
  });
}

async function finish(
  tx: Db,
  parts: Parts,
  action: ActionExecution,
  outcome: Parameters<typeof endAction>[2]['outcome'],
) {
  await endAction(tx, parts, { action, outcome });
  await parts.queue.cancel(tx, runActionId(action.id));
}

/** Ends the job with a result, unless it has ended with the same one or its action was abandoned: then nothing is left to do. */
async function takeResult(
  tx: Db,
  id: string,
  { status, result }: { status: 'Succeeded' | 'Failed'; result: Success | Failure },
): Promise<{ job: Job; action: ActionExecution } | undefined> {
  const job = await lockJob(tx, id);
  if (!job) throw jobNotFound(id);
  const action = await findAction(tx, job.actionId);
  const fingerprint = fingerprintOf([status, result]);
  const judgement = action ? judgeResult(job, fingerprint, action.status) : 'refuse';
  if (!action || judgement === 'refuse') throw invalidJobState(id, job.status);
  if (judgement === 'accept') return undefined;
  await changeJob(tx, { ...job, status, result: fingerprint });
  return { job, action };
}

/** The same action execution goes on with a new job that holds the token. */
async function continueJob(
  tx: Db,
  parts: Parts,
  { job, action, result }: { job: Job; action: ActionExecution; result: Success },
): Promise<void> {
  const now = parts.clock.now();
  const document = { ...action.document, ...factsOf(result.executionDetails) };
  await changeRunningAction(tx, action.id, { document, now });
  const isOurs = job.type === FUNCTION_JOB;
  const next = newJob(parts, { ...job, number: job.number + 1, status: isOurs ? 'InProgress' : 'Queued' });
  const visibleAt = isOurs ? now + AGAIN_AFTER_MS : next.visibleAt;
  await insertJob(tx, { ...next, visibleAt, continuation: result.continuationToken ?? '' });
}

const factsOf = ({ externalExecutionId, summary, percentComplete }: ExecutionDetails = {}) => ({
  ...(externalExecutionId === undefined ? {} : { externalId: externalExecutionId }),
  ...(summary === undefined ? {} : { summary }),
  ...(percentComplete === undefined ? {} : { percentComplete }),
});

/** Output artifacts that nobody has put where they belong. */
async function missingOutputs({ database, aws }: Parts, jobId: string): Promise<string[]> {
  const missing: string[] = [];
  const actionId = await database.transaction(async (tx) => (await lockJob(tx, jobId))?.actionId);
  const action = actionId === undefined ? undefined : await findAction(database, actionId);
  for (const { name, bucket, key } of action?.document.outputs ?? []) {
    const found = await aws.s3.headObject({ Bucket: bucket, Key: key }).then(
      () => true,
      () => false,
    );
    if (!found) missing.push(name);
  }
  return missing;
}
