import type { AwsClients } from '../../gateway/aws-clients.ts';
import type { Parts } from './parts.ts';
import type { Stack } from './store/stacks.ts';

/** The services as whoever runs a stack may call them. */
export function clientsOf(
  parts: Parts,
  { name, document: { caller, roleArn } }: Pick<Stack, 'name' | 'document'>,
): AwsClients {
  if (roleArn === undefined) return parts.awsAs(caller);
  const role = roleArn.split('/').at(-1) ?? '';
  const arn = `arn:aws:sts::${parts.account}:assumed-role/${role}/AWSCloudFormation`;
  return parts.awsAs({ kind: 'role', arn, userId: `AROA:${name}`, sessionName: 'AWSCloudFormation' });
}
