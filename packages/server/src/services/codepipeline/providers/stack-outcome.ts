import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChangeSetStatus, Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import type { StackAction } from '../rules/stack-action.ts';
import { failureText, firstFailure, type StackFailure } from '../rules/stack-failure.ts';
import type { NamedArtifact } from '../store/actions.ts';
import { type ActionFacts, type ActionJob, type ActionProgress, jobFailed } from './action-provider.ts';
import { putArtifact } from './put-artifact.ts';

/** Where a stack, or a change set of it, is seen in AWS's console. */
export function linkTo({ parts: { region } }: ActionJob, stackId: string, changeSetId?: string): ActionFacts {
  if (!stackId.startsWith('arn:')) return {};
  const home = `https://console.aws.amazon.com/cloudformation/home?region=${region}#/stacks`;
  const query = `stackId=${encodeURIComponent(stackId)}`;
  return changeSetId === undefined
    ? { externalId: stackId, externalUrl: `${home}/stackinfo?${query}` }
    : {
        externalId: changeSetId,
        externalUrl: `${home}/changesets/changes?${query}&changeSetId=${encodeURIComponent(changeSetId)}`,
      };
}

/**
 * An action that has done its work. Its variables are the stack's outputs, unless it deleted the stack; of AWS's two pages
 * about it only the one on variables has CHANGE_SET_REPLACE:
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
 */
export async function stackSucceeded(
  job: ActionJob,
  action: StackAction,
  { stack, summary, facts }: { stack: Stack | undefined; summary: string; facts: ActionFacts },
): Promise<ActionProgress> {
  const pairs = (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const);
  const values = Object.fromEntries(pairs);
  return {
    state: 'succeeded',
    ...(action.mode !== 'DELETE_ONLY' ? { variables: values } : {}),
    outputs: await putOutputFile(job, action.outputFileName, values),
    summary,
    ...facts,
  };
}

/** The outputs as one file of the output artifact; without a name for it there is no artifact, as on AWS. */
async function putOutputFile(
  job: ActionJob,
  name: string | undefined,
  values: Readonly<Record<string, string>>,
): Promise<readonly NamedArtifact[]> {
  const [target] = job.outputs;
  if (!target || name === undefined) return [];
  const folder = join(job.parts.scratchFolder, job.id);
  await rm(folder, { recursive: true, force: true });
  try {
    const tree = join(folder, 'tree');
    const file = join(tree, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(values));
    await putArtifact(job, target, { folder: tree, file: join(folder, 'output.zip'), revision: undefined });
    return [target];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Operations have a great many events; what failed first is among these. */
const MOST_PAGES = 50;

export async function stackFailed(
  job: ActionJob,
  { stackId, ...failure }: { stackId: string } & StackFailure,
): Promise<ActionProgress> {
  const events = await eventsOf(job, stackId);
  return jobFailed(failureText(failure, firstFailure(events)), linkTo(job, stackId));
}

/** Whether an event is of something that this action began. */
export const isOfJob = ({ id }: ActionJob, event: StackEvent | undefined): boolean =>
  event?.ClientRequestToken?.startsWith(id) === true;

/** The events of what this action began, newest first. */
async function eventsOf(job: ActionJob, StackName: string): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const told = await job.aws.cloudformation.describeStackEvents({ StackName, ...(NextToken ? { NextToken } : {}) });
    const own = (told.StackEvents ?? []).filter((event) => isOfJob(job, event));
    events.push(...own);
    NextToken = told.NextToken;
    if (!NextToken || own.length < (told.StackEvents ?? []).length) break;
  }
  return events;
}

/** Clients are told of a change set without changes in either of these ways. */
export const isEmptyChangeSet = ({
  Status,
  StatusReason = '',
}: {
  Status?: ChangeSetStatus | undefined;
  StatusReason?: string | undefined;
}): boolean => Status === 'FAILED' && /didn't contain changes|No updates are to be performed/.test(StatusReason);
