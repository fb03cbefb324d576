import type { ServiceEvent } from '../../../gateway/service.ts';
import type { Command, Invocation } from './command.ts';
import type { CommandStatus } from './command-progress.ts';

type Place = { readonly region: string; readonly account: string };

const stamp = (time: number) => new Date(time).toISOString().slice(0, 19);

const aboutCommand = (command: Command) => ({
  'command-id': command.id,
  'document-name': command.document,
  'expire-after': stamp(command.expiresAt),
  parameters: command.parameters,
  'requested-date-time': stamp(command.requestedAt),
});

/** Of the command as a whole. */
export const commandEvent = (_: Place, command: Command, { status }: CommandStatus): ServiceEvent => ({
  source: 'aws.ssm',
  detailType: 'EC2 Command Status-change Notification',
  resources: [],
  detail: { ...aboutCommand(command), status },
  key: command.id,
});

/** Of the command on one instance. */
export const invocationEvent = (
  { region, account }: Place,
  command: Command,
  invocation: Invocation,
): ServiceEvent => ({
  source: 'aws.ssm',
  detailType: 'EC2 Command Invocation Status-change Notification',
  resources: [`arn:aws:ec2:${region}:${account}:instance/${invocation.instance}`],
  detail: { ...aboutCommand(command), 'instance-id': invocation.instance, status: invocation.status },
  key: command.id,
});
