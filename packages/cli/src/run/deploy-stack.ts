import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudFormation, type Stack, type StackEvent } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { type Connection, clientSettings } from '../server/connection.ts';
import { formatDuration } from '../terminal/format-duration.ts';
import type { Screen } from '../terminal/screen.ts';
import type { PlannedTemplate } from './plan-template.ts';
import { busyResources, firstFailure, type StackProgress, stackProgress } from './stack-progress.ts';

const LOOK_EVERY_MS = 100;
const WIDEST_ID = 40;
const LONGEST_REASON = 100;
/** What takes less took no time for a person. */
const WORTH_TELLING_MS = 100;
/** Larger templates come from a bucket. */
const LONGEST_BODY = 51_200;
/** Stacks that nothing can be made of but their end. */
const BROKEN = /^(CREATE_FAILED|DELETE_FAILED|REVIEW_IN_PROGRESS|ROLLBACK_(COMPLETE|FAILED))$/;
const CAPABILITIES = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] as const;

interface Deployment {
  readonly connection: Connection;
  readonly plan: Pick<PlannedTemplate, 'stackName' | 'text' | 'parameters' | 'resources'>;
  readonly screen: Screen;
  /** Aborts when the user has seen enough. */
  readonly signal: AbortSignal;
}

export interface DeployedStack {
  /** `CREATE_COMPLETE` and `UPDATE_COMPLETE` are good. */
  readonly isGood: boolean;
  /** Physical ids by logical id. */
  readonly resources: ReadonlyMap<string, string>;
}

/** Makes the stack or brings it up to date, and shows how. */
export async function deployStack(deployment: Deployment): Promise<DeployedStack> {
  const { connection, plan, screen, signal } = deployment;
  const { stackName } = plan;
  const cloudformation = new CloudFormation(clientSettings(connection));
  screen.line(`\n${screen.paint('bold', `Stack ${stackName}`)}`);
  try {
    const present = await usableStack(cloudformation, deployment);
    const begun = await begin(cloudformation, deployment, present);
    const stack = begun ? await follow(cloudformation, deployment, begun) : present;
    const isGood = /^(CREATE|UPDATE)_COMPLETE$|^UPDATE_COMPLETE_CLEANUP/.test(stack?.StackStatus ?? '') || !begun;
    if (!begun) screen.line(`  ${screen.paint('green', '✓')} is up to date`);
    if (isGood) showOutputs(screen, stack);
    return { isGood, resources: isGood ? await findPhysicalIds(cloudformation, stackName) : new Map() };
  } catch (error) {
    if (!signal.aborted) throw error;
    screen.line(screen.paint('yellow', 'stopped; the next run goes on with the stack'));
    return { isGood: false, resources: new Map() };
  } finally {
    screen.status('');
  }
}

/** Physical ids by logical id; none where there is no stack. */
export async function physicalIds(connection: Connection, stackName: string): Promise<ReadonlyMap<string, string>> {
  return await findPhysicalIds(new CloudFormation(clientSettings(connection)), stackName);
}

async function findPhysicalIds(
  cloudformation: CloudFormation,
  StackName: string,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const page = await cloudformation
      .listStackResources({ StackName, ...(NextToken ? { NextToken } : {}) })
      .catch(unlessMissing);
    for (const { LogicalResourceId = '', PhysicalResourceId = '' } of page?.StackResourceSummaries ?? [])
      ids.set(LogicalResourceId, PhysicalResourceId);
    NextToken = page?.NextToken;
  } while (NextToken);
  return ids;
}

/** For a call about a stack that is not there. */
function unlessMissing(error: Error): undefined {
  if (error.name === 'ValidationError' && /does not exist/.test(error.message)) return undefined;
  throw error;
}

/** The stack of an earlier run, at rest. One that came to nothing is deleted first. */
async function usableStack(cloudformation: CloudFormation, deployment: Deployment): Promise<Stack | undefined> {
  const { plan, screen } = deployment;
  const { stackName: StackName } = plan;
  for (;;) {
    const stack = await findStack(cloudformation, StackName);
    if (!stack || stack.StackStatus === 'DELETE_COMPLETE') return undefined;
    const status = stack.StackStatus ?? '';
    if (BROKEN.test(status)) {
      screen.status(`deleting what is left of ${StackName}`);
      await cloudformation.deleteStack({ StackName });
      const ended = await settle(cloudformation, deployment, stack.StackId ?? StackName);
      if (ended?.StackStatus === 'DELETE_FAILED') return ended;
    } else if (!status.endsWith('_IN_PROGRESS')) {
      return stack;
    } else {
      screen.status(`an earlier run's ${status}`);
      await settle(cloudformation, deployment, stack.StackId ?? StackName);
    }
  }
}

const findStack = async (cloudformation: CloudFormation, StackName: string): Promise<Stack | undefined> =>
  (await cloudformation.describeStacks({ StackName }).catch(unlessMissing))?.Stacks?.[0];

async function settle(cloudformation: CloudFormation, { signal }: Deployment, id: string): Promise<Stack | undefined> {
  for (;;) {
    const stack = await findStack(cloudformation, id);
    if (!stack?.StackStatus?.endsWith('_IN_PROGRESS')) return stack;
    signal.throwIfAborted();
    await pause(LOOK_EVERY_MS);
  }
}

interface Begun {
  readonly id: string;
  /** In the events of this operation alone. */
  readonly token: string;
}

/** Undefined when there is nothing to do. */
async function begin(
  cloudformation: CloudFormation,
  deployment: Deployment,
  present: Stack | undefined,
): Promise<Begun | undefined> {
  const { stackName: StackName, parameters } = deployment.plan;
  const token = randomUUID();
  const request = {
    ...{ StackName, ...(await templateOf(deployment)), ClientRequestToken: token, Capabilities: [...CAPABILITIES] },
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  };
  if (!present) {
    const { StackId } = await cloudformation.createStack({ ...request, OnFailure: 'DELETE' });
    return { id: StackId ?? StackName, token };
  }
  try {
    const { StackId } = await cloudformation.updateStack(request);
    return { id: StackId ?? StackName, token };
  } catch (error) {
    if ((error as Error).message === 'No updates are to be performed.') return undefined;
    throw error;
  }
}

async function templateOf({ connection, plan: { stackName, text } }: Deployment) {
  if (Buffer.byteLength(text) <= LONGEST_BODY) return { TemplateBody: text };
  const Bucket = `codeyard-templates-${connection.account}-${connection.region}`;
  const s3 = new S3(clientSettings(connection));
  await s3.createBucket({ Bucket }).catch((error: Error) => {
    if (!/^BucketAlready/.test(error.name)) throw error;
  });
  await s3.putObject({ Bucket, Key: stackName, Body: text });
  return { TemplateURL: `${connection.endpoint}/${Bucket}/${stackName}` };
}

async function follow(
  cloudformation: CloudFormation,
  deployment: Deployment,
  { id, token }: Begun,
): Promise<Stack | undefined> {
  const { plan, screen, signal } = deployment;
  let shown = 0;
  for (;;) {
    const stack = await findStack(cloudformation, id);
    const events = await eventsOf(cloudformation, id, token);
    for (const progress of stackProgress(events, shown)) screen.line(progressLine(deployment, progress));
    shown = events.length;
    const status = stack?.StackStatus ?? '';
    // The events of the end are written with it: those read before are not all.
    if (!status.endsWith('_IN_PROGRESS')) {
      const rest = await eventsOf(cloudformation, id, token);
      for (const progress of stackProgress(rest, shown)) screen.line(progressLine(deployment, progress));
      if (!/^(CREATE|UPDATE)_COMPLETE$/.test(status)) showFailure(screen, plan.stackName, rest);
      return stack;
    }
    signal.throwIfAborted();
    screen.status(busyResources(events).join('   '));
    await pause(LOOK_EVERY_MS);
  }
}

/** Oldest first. */
async function eventsOf(cloudformation: CloudFormation, StackName: string, token: string): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudformation.describeStackEvents({ StackName, ...(NextToken ? { NextToken } : {}) });
    const own = page.StackEvents?.filter(({ ClientRequestToken }) => ClientRequestToken === token) ?? [];
    events.push(...own);
    NextToken = own.length > 0 ? page.NextToken : undefined;
  } while (NextToken);
  return events.reverse();
}

const WORDS = { made: '', updated: 'updated', kept: 'kept' } as const;

function progressLine({ screen, plan: { resources } }: Deployment, progress: StackProgress): string {
  if (progress.type === 'rolls-back') return `  ${screen.paint('yellow', '↺')} taking back what was made`;
  const { type, id, resourceType, tookMs, reason = '' } = progress;
  const width = Math.min(WIDEST_ID, Math.max(...resources.map((resource) => resource.id.length)));
  const what = `${id.padEnd(width)}  ${screen.paint('dim', resourceType)}`;
  if (type === 'failed') return `  ${screen.paint('red', '✗')} ${what}  ${cut(reason)}`;
  if (type === 'deleted') return screen.paint('dim', `  − ${id.padEnd(width)}  ${resourceType}  deleted`);
  const isRecorded = resources.some((resource) => resource.id === id && resource.isRecorded);
  const mark = isRecorded ? screen.paint('yellow', '·') : screen.paint('green', '✓');
  const took = tookMs < WORTH_TELLING_MS ? '' : formatDuration(tookMs);
  const notes = [WORDS[type], took, isRecorded ? 'is written down only: nothing of Codeyard acts on it' : reason];
  const told = notes.filter((note) => note !== '').map((note) => screen.paint('dim', note));
  return [`  ${mark} ${what}`, ...told].join('  ');
}

/** The whole reason is told at the end. */
const cut = (reason: string) => (reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON - 1)}…` : reason);

function showFailure(screen: Screen, stackName: string, events: readonly StackEvent[]): void {
  const { LogicalResourceId: id, ResourceType: type, ResourceStatusReason: reason } = firstFailure(events) ?? {};
  screen.line('');
  screen.line(
    screen.paint('red', `stack ${stackName} failed${id ? `: ${id} (${type}): ${reason ?? 'no reason given'}` : ''}`),
  );
}

function showOutputs(screen: Screen, stack: Stack | undefined): void {
  for (const { OutputKey, OutputValue } of stack?.Outputs ?? [])
    screen.line(`  ${screen.paint('dim', `${OutputKey} = ${OutputValue}`)}`);
}
