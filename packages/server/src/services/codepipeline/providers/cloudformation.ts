import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import { readStackAction, type StackAction } from '../rules/stack-action.ts';
import { isDenial, isRefusal, refusalText } from '../rules/stack-failure.ts';
import { UNPROVEN } from '../rules/unproven.ts';
import {
  type ActionJob,
  type ActionProgress,
  type ActionProvider,
  configurationError,
  type Handle,
  jobFailed,
} from './action-provider.ts';
import { ArtifactUnusable } from './artifact-files.ts';
import { isEmptyChangeSet, isOfJob, linkTo, stackFailed, stackSucceeded } from './stack-outcome.ts';
import { withStackRequest } from './stack-request.ts';

const OFTEN_MS = 50;
const SELDOM_MS = 2_000;

const UPDATABLE = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/;
const DONE = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/;
/** REPLACE_ON_FAILURE makes these anew. */
const REPLACED = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED', 'UPDATE_ROLLBACK_FAILED'];
/** Makes, changes or deletes a stack, or prepares and executes a change set, from files of the input artifacts. */
export const cloudformation: ActionProvider = {
  types: ['Deploy/CloudFormation'],
  start: (job) =>
    withAction(job, async (action) => {
      if (action.mode === 'DELETE_ONLY') return await deleteOnly(job, action);
      if (action.mode === 'CHANGE_SET_REPLACE') return await replaceChangeSet(job, action);
      return (await findBegun(job, action.stackName)) ?? (await begin(job, action));
    }),
  poll: (job, handle) =>
    withAction(job, (action) =>
      handle.changeSetId ? pollChangeSet(job, action, handle) : pollStack(job, action, handle),
    ),
  /** An update goes back; what CloudFormation cannot call off goes on. */
  async stop(job, { stackId }) {
    try {
      if (!stackId || !(await newestOfJob(job, stackId))) return;
      await job.aws.cloudformation.cancelUpdateStack({ StackName: stackId });
    } catch (error) {
      if (!isRefusal(error as Error)) throw error;
    }
  },
};

async function withAction(
  job: ActionJob,
  work: (action: StackAction) => Promise<ActionProgress>,
): Promise<ActionProgress> {
  const read = readStackAction(job.configuration);
  if (!read.ok) return configurationError(read.problem);
  try {
    return await work(read.action);
  } catch (error) {
    if (error instanceof ArtifactUnusable) return configurationError(error.message);
    const refusal = error as Error;
    if (!isRefusal(refusal)) throw error;
    const message = refusalText(refusal);
    return isDenial(refusal) ? { state: 'failed', code: 'PermissionError', message } : jobFailed(message);
  }
}

function running(job: ActionJob, handle: Handle): ActionProgress {
  const pollAfterMs = Math.min(SELDOM_MS, Math.max(OFTEN_MS, job.elapsedMs / 20));
  return { state: 'running', handle, pollAfterMs, ...linkTo(job, handle.stackId ?? '', handle.changeSetId) };
}

/** A stack by its name; one that was deleted, by its ARN only. */
async function findStack({ aws }: ActionJob, nameOrId: string): Promise<Stack | undefined> {
  try {
    return (await aws.cloudformation.describeStacks({ StackName: nameOrId })).Stacks?.[0];
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ValidationError' && message.endsWith('does not exist')) return undefined;
    throw error;
  }
}

/** The token of the deletion that makes room for another stack. */
const replacementToken = ({ id }: ActionJob) => `${id}-replaced`;

/** What a start before a crash has begun: the newest event of a stack tells whose request it follows from. */
async function findBegun(job: ActionJob, stackName: string): Promise<ActionProgress | undefined> {
  const stack = await findStack(job, stackName);
  if (!stack) return undefined;
  const stackId = stack.StackId ?? '';
  const newest = await newestOfJob(job, stackId);
  if (!newest) return undefined;
  const isReplaced = newest.ClientRequestToken === replacementToken(job);
  return running(job, isReplaced ? { stackId, next: 'create' } : { stackId });
}

/** The newest event of a stack, if it follows from what this action began. */
async function newestOfJob(job: ActionJob, stackId: string): Promise<StackEvent | undefined> {
  const { StackEvents } = await job.aws.cloudformation.describeStackEvents({ StackName: stackId });
  const newest = StackEvents?.[0];
  return isOfJob(job, newest) ? newest : undefined;
}

const begin = (job: ActionJob, action: StackAction) =>
  action.mode === 'CHANGE_SET_EXECUTE' ? executeChangeSet(job, action) : createOrUpdate(job, action);

async function createOrUpdate(job: ActionJob, action: StackAction): Promise<ActionProgress> {
  const { cloudformation: stacks } = job.aws;
  const stack = await findStack(job, action.stackName);
  const { StackId: stackId = '', StackStatus = '' } = stack ?? {};
  if (stack && action.mode === 'REPLACE_ON_FAILURE' && REPLACED.includes(StackStatus)) {
    const ClientRequestToken = replacementToken(job);
    await stacks.deleteStack({ StackName: stackId, RoleARN: action.roleArn, ClientRequestToken });
    return running(job, { stackId, next: 'create' });
  }
  if (stack && !UPDATABLE.test(StackStatus))
    return jobFailed(`Stack exists but with non-updatable status: ${StackStatus}`, linkTo(job, stackId));
  return await withStackRequest(job, action, async (request, policy) => {
    const order = { StackName: action.stackName, ClientRequestToken: job.id, ...request, ...policy };
    try {
      const made = stack ? await stacks.updateStack(order) : await stacks.createStack(order);
      return running(job, { stackId: made.StackId ?? '' });
    } catch (error) {
      if (!(error as Error).message.startsWith('No updates are to be performed') || !UNPROVEN.noChangeSucceeds)
        throw error;
      const summary = `Stack ${action.stackName} has no updates to be performed`;
      return await stackSucceeded(job, action, { stack, summary, facts: linkTo(job, stackId) });
    }
  });
}

async function pollStack(job: ActionJob, action: StackAction, handle: Handle): Promise<ActionProgress> {
  const { stackId = '', next } = handle;
  const stack = await findStack(job, stackId);
  const { StackStatus = 'DELETE_COMPLETE', StackStatusReason } = stack ?? {};
  if (/_IN_PROGRESS$/.test(StackStatus)) return running(job, handle);
  const isGone = StackStatus === 'DELETE_COMPLETE';
  if (isGone && next === 'create')
    return (await findBegun(job, action.stackName)) ?? (await createOrUpdate(job, action));
  const isDeletion = action.mode === 'DELETE_ONLY' || next === 'create';
  const verb = isDeletion ? 'delete' : StackStatus.startsWith('UPDATE_') ? 'update' : 'create';
  if (isDeletion ? isGone : DONE.test(StackStatus)) {
    const summary = `Stack ${action.stackName} was ${verb}d`;
    return await stackSucceeded(job, action, { stack, summary, facts: linkTo(job, stackId) });
  }
  const work = action.mode === 'CHANGE_SET_EXECUTE' ? 'execute change set' : `${verb} stack`;
  return await stackFailed(job, { work, stackId, status: StackStatus, reason: StackStatusReason });
}

async function deleteOnly(job: ActionJob, action: StackAction): Promise<ActionProgress> {
  const { stackName, roleArn } = action;
  const stack = await findStack(job, stackName);
  const stackId = stack?.StackId;
  if (!stackId) {
    const summary = `Stack ${stackName} does not exist`;
    return await stackSucceeded(job, action, { stack: undefined, summary, facts: {} });
  }
  await job.aws.cloudformation.deleteStack({ StackName: stackId, RoleARN: roleArn, ClientRequestToken: job.id });
  return running(job, { stackId });
}

/** A stack that is not there, or has no more than change sets, is one that the change set will make. */
async function replaceChangeSet(job: ActionJob, action: StackAction): Promise<ActionProgress> {
  const { cloudformation: stacks } = job.aws;
  const { stackName, changeSetName } = action;
  return await withStackRequest(job, action, async (request) => {
    const stack = await findStack(job, stackName);
    if (stack) await stacks.deleteChangeSet({ StackName: stack.StackId, ChangeSetName: changeSetName });
    const isNew = !stack || stack.StackStatus === 'REVIEW_IN_PROGRESS';
    const { Id = '', StackId = '' } = await stacks.createChangeSet({
      StackName: stackName,
      ChangeSetName: changeSetName,
      ChangeSetType: isNew ? 'CREATE' : 'UPDATE',
      ClientToken: job.id,
      ...request,
    });
    return await pollChangeSet(job, action, { stackId: StackId, changeSetId: Id });
  });
}

async function pollChangeSet(job: ActionJob, action: StackAction, handle: Handle): Promise<ActionProgress> {
  const { stackId = '', changeSetId = '' } = handle;
  const told = await job.aws.cloudformation.describeChangeSet({ ChangeSetName: changeSetId });
  const isEmpty = isEmptyChangeSet(told) && UNPROVEN.noChangeSucceeds;
  const facts = linkTo(job, stackId, changeSetId);
  if (told.Status === 'CREATE_COMPLETE' || isEmpty) {
    const summary = `Change set ${action.changeSetName} ${isEmpty ? 'has no changes' : 'was created'}`;
    return await stackSucceeded(job, action, { stack: await findStack(job, stackId), summary, facts });
  }
  if (told.Status !== 'FAILED') return running(job, handle);
  return jobFailed(`Failed to create change set. Reason: ${told.StatusReason ?? 'No reason was provided.'}`, facts);
}

async function executeChangeSet(job: ActionJob, action: StackAction): Promise<ActionProgress> {
  const about = { StackName: action.stackName, ChangeSetName: action.changeSetName };
  const told = await job.aws.cloudformation.describeChangeSet(about);
  const stackId = told.StackId ?? '';
  if (isEmptyChangeSet(told) && UNPROVEN.noChangeSucceeds) {
    const summary = `Change set ${action.changeSetName} has no changes to execute`;
    const stack = await findStack(job, stackId);
    return await stackSucceeded(job, action, { stack, summary, facts: linkTo(job, stackId) });
  }
  await job.aws.cloudformation.executeChangeSet({ ...about, ClientRequestToken: job.id });
  return running(job, { stackId });
}
