import type { SendCommandCommand } from '@aws-sdk/client-ssm';
import { timeoutOf } from '@codeyard/engine/command-document/plan-step';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { insertInvocations } from '../change-invocation.ts';
import { describeCommand } from '../describe-command.ts';
import { duplicateInstance, invalidInstances, invalidTarget, validation } from '../errors.ts';
import { documentName, existingDocument } from '../existing-document.ts';
import { type ManagedInstance, managedInstances } from '../managed-instances.ts';
import type { Parts } from '../parts.ts';
import { planCommand } from '../plan-command.ts';
import type { Command, Invocation } from '../rules/command.ts';
import { insertCommand } from '../store/commands.ts';

const DEFAULT_TIMEOUT_SECONDS = 3_600;

type Input = InputOf<SendCommandCommand>;

export const sendCommand = operation<SendCommandCommand, Parts>('SendCommand', async (input, parts) => {
  const { clock, database, ids, region } = parts;
  if (input.AlarmConfiguration) throw validation('AlarmConfiguration is not implemented by Codeyard yet');
  const version = input.DocumentVersion ? { version: input.DocumentVersion } : {};
  const found = await existingDocument(database, input.DocumentName, version);
  const parameters = input.Parameters ?? {};
  const plan = await planCommand(parts, found, parameters);
  const instances = await targetsOf(parts, input);
  const now = clock.now();
  const timeoutSeconds = input.TimeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
  const runSeconds = plan.steps.reduce((longest, { inputs }) => Math.max(longest, timeoutOf(inputs)), 0);
  const logs = input.CloudWatchOutputConfig;
  const name = documentName(found.document.name);
  const command: Command = {
    id: ids.uuid(),
    document: name,
    documentVersion: input.DocumentVersion ?? '$DEFAULT',
    comment: input.Comment ?? '',
    parameters,
    instanceIds: input.InstanceIds ?? [],
    targets: input.Targets ?? [],
    requestedAt: now,
    timeoutSeconds,
    deliverBy: now + timeoutSeconds * 1000,
    expiresAt: now + (timeoutSeconds + runSeconds) * 1000,
    maxConcurrency: input.MaxConcurrency ?? '50',
    maxErrors: input.MaxErrors ?? '0',
    ...(input.OutputS3BucketName
      ? { s3: { bucket: input.OutputS3BucketName, prefix: input.OutputS3KeyPrefix ?? '', region } }
      : {}),
    ...(logs?.CloudWatchOutputEnabled ? { logGroup: logs.CloudWatchLogGroupName || `/aws/ssm/${name}` } : {}),
    serviceRole: input.ServiceRoleArn ?? '',
    targetCount: instances.length,
    plan,
  };
  const invocations = instances.map((instance) => newInvocation(command, instance));
  await database.transaction(async (tx) => {
    await insertCommand(tx, command);
    await insertInvocations(tx, parts, command, invocations);
  });
  return { Command: describeCommand(command, invocations) };
});

const newInvocation = (
  { id, requestedAt }: Command,
  { id: instance, name, platform }: ManagedInstance,
): Invocation => ({
  ...{ command: id, instance, instanceName: name, platform, requestedAt },
  ...{ status: 'Pending', details: 'Pending', isSent: false, results: [] },
});

/** Instances by their ids, which must all be there, or by what they are tagged with. */
async function targetsOf(
  parts: Parts,
  { InstanceIds: ids = [], Targets: targets = [] }: Input,
): Promise<ManagedInstance[]> {
  if (ids.length > 0 && targets.length > 0)
    throw invalidTarget('Either InstanceIds or Targets can be given, not both.');
  if (ids.length === 0 && targets.length === 0) throw validation('Either InstanceIds or Targets must be given.');
  if (ids.length > 0) {
    const twice = ids.find((id, at) => ids.indexOf(id) !== at);
    if (twice) throw duplicateInstance(twice);
    const found = await managedInstances(parts, [{ Name: 'instance-id', Values: ids }]);
    const missing = ids.filter((id) => !found.some((instance) => instance.id === id));
    if (missing.length > 0) throw invalidInstances(missing, parts.account);
    return ids.flatMap((id) => found.filter((instance) => instance.id === id));
  }
  return await managedInstances(parts, targets.map(filterOf));
}

function filterOf({ Key = '', Values = [] }: NonNullable<Input['Targets']>[number]) {
  if (/^instanceids$/i.test(Key)) return { Name: 'instance-id', Values };
  if (Key.startsWith('tag:')) return { Name: Key, Values: Values.map((value) => value.replace(/[\\*?]/g, '\\$&')) };
  if (Key === 'tag-key') return { Name: Key, Values };
  throw invalidTarget(
    `Targets of ${Key} are not implemented by Codeyard yet; tag:<name>, tag-key and InstanceIds are.`,
  );
}
