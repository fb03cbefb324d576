import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudFormation, type Parameter, type Stack } from '@aws-sdk/client-cloudformation';
import type { AwsPlace } from '../aws/open-aws.ts';
import type { Screen } from '../terminal/screen.ts';
import { UserError } from '../user-error.ts';
import { explainFailure } from './explain-failure.ts';
import { findStack, outputsOf } from './find-stack.ts';
import { followStack } from './follow-stack.ts';
import { packageTemplate } from './package-template.ts';
import { readStackParts } from './stack-parts.ts';
import { uploadParts } from './upload-parts.ts';

interface Installation {
  readonly place: AwsPlace;
  readonly screen: Screen;
  readonly stackName: string;
  readonly bucket?: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Those that a further command needs to mean this stack. */
  readonly flags: string;
}

export interface Installed {
  readonly stackName: string;
  readonly change: 'made' | 'updated' | 'none';
  readonly outputs: Readonly<Record<string, string>>;
}

/** Of stacks of which nothing is left but their name. */
const EMPTY = /^(ROLLBACK_COMPLETE|REVIEW_IN_PROGRESS)$/;
const NO_CHANGE = /didn't contain changes|No updates are to be performed/;

/** Makes the stack or brings it up to date, and waits for it. */
export async function install(installation: Installation): Promise<Installed> {
  const { place, screen, stackName } = installation;
  const cloudformation = new CloudFormation(place.settings);
  const present = await usableStack(cloudformation, installation);
  screen.status('uploading the functions');
  const parts = await readStackParts();
  const template = packageTemplate(parts.template, await uploadParts(place, parts, installation.bucket));
  screen.status('comparing');
  const token = randomUUID();
  const changeSet = await createChangeSet(cloudformation, installation, { template, present, token });
  screen.status('');
  if (!changeSet) return { stackName, change: 'none', outputs: outputsOf(present) };
  await cloudformation.executeChangeSet({ ...changeSet, ClientRequestToken: token });
  const followed = { cloudformation, screen, id: changeSet.StackName, token, lookEveryMs: lookEvery(place) };
  const { stack, events } = await followStack(followed);
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(stack?.StackStatus ?? ''))
    throw new UserError(explainFailure(events, installation));
  return { stackName, change: present ? 'updated' : 'made', outputs: outputsOf(stack) };
}

/** AWS counts calls. */
export const lookEvery = ({ isAws }: AwsPlace): number => (isAws ? 3_000 : 200);

/** The stack as it is, at rest. One that came to nothing is deleted first. */
async function usableStack(cloudformation: CloudFormation, installation: Installation): Promise<Stack | undefined> {
  const { place, screen, stackName, flags } = installation;
  const stack = await findStack(cloudformation, stackName);
  const status = stack?.StackStatus ?? '';
  if (stack === undefined || status === 'DELETE_COMPLETE') return undefined;
  if (EMPTY.test(status)) {
    screen.status('deleting what is left of an earlier try');
    const [id, token] = [stack.StackId ?? stackName, randomUUID()];
    await cloudformation.deleteStack({ StackName: id, ClientRequestToken: token });
    const ended = await followStack({ cloudformation, screen, id, token, lookEveryMs: lookEvery(place) });
    if (ended.stack?.StackStatus === 'DELETE_FAILED') throw new UserError(explainFailure(ended.events, installation));
    return undefined;
  }
  if (status.endsWith('_IN_PROGRESS'))
    throw new UserError(`the stack ${stackName} is being changed (${status}): wait for it, then run this again`);
  if (/_FAILED$/.test(status))
    throw new UserError(
      `the stack ${stackName} is ${status}${stack.StackStatusReason ? `: ${stack.StackStatusReason}` : ''}\nRemove it, then install it anew: codeyard build-environments remove${flags}`,
    );
  return stack;
}

interface Change {
  readonly template: string;
  readonly present: Stack | undefined;
  readonly token: string;
}

/** Undefined when there is nothing to change. */
async function createChangeSet(
  cloudformation: CloudFormation,
  { place, stackName, parameters }: Installation,
  { template, present, token }: Change,
): Promise<{ StackName: string; ChangeSetName: string } | undefined> {
  const { Id = '', StackId = stackName } = await cloudformation.createChangeSet({
    ...{ StackName: stackName, ChangeSetName: `codeyard-${token}`, TemplateBody: template },
    ChangeSetType: present ? 'UPDATE' : 'CREATE',
    Parameters: parametersOf(parameters, present, template),
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
  });
  const changeSet = { StackName: StackId, ChangeSetName: Id };
  for (;;) {
    const { Status, StatusReason = '' } = await cloudformation.describeChangeSet(changeSet);
    if (Status === 'CREATE_COMPLETE') return changeSet;
    if (Status === 'FAILED') {
      await cloudformation.deleteChangeSet(changeSet);
      if (NO_CHANGE.test(StatusReason)) return undefined;
      throw new UserError(`CloudFormation does not take the template: ${StatusReason}`);
    }
    await pause(lookEvery(place));
  }
}

/** What is not given stays as it is. */
function parametersOf(
  given: Readonly<Record<string, string>>,
  present: Stack | undefined,
  template: string,
): Parameter[] {
  const kept = (present?.Parameters ?? []).flatMap(({ ParameterKey = '' }) =>
    ParameterKey in given || !template.includes(`\n  ${ParameterKey}:\n`)
      ? []
      : [{ ParameterKey, UsePreviousValue: true }],
  );
  return [
    ...Object.entries(given).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    ...kept,
  ];
}
