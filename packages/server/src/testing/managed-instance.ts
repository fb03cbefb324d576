import type { Yard } from './start-yard.ts';
import { until } from './until.ts';

const AMI = 'ami-0123456789abcdef0';
const PROFILE = 'managed-by-ssm';

/** Launches instances that Systems Manager can reach, and waits until they run. */
export async function launchManaged(yard: Yard, tags: Readonly<Record<string, string>>[] = [{}]): Promise<string[]> {
  const { ec2, iam } = yard.context.aws;
  const trust = {
    Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  };
  await iam
    .createRole({ RoleName: PROFILE, AssumeRolePolicyDocument: JSON.stringify(trust) })
    .then(async () => {
      await iam.createInstanceProfile({ InstanceProfileName: PROFILE });
      await iam.addRoleToInstanceProfile({ InstanceProfileName: PROFILE, RoleName: PROFILE });
    })
    .catch((error: Error) => {
      if (!error.name.startsWith('EntityAlreadyExists')) throw error;
    });
  const ids: string[] = [];
  for (const own of tags) {
    const Tags = Object.entries(own).map(([Key, Value]) => ({ Key, Value }));
    const { Instances } = await ec2.runInstances({
      ...{ ImageId: AMI, MinCount: 1, MaxCount: 1, IamInstanceProfile: { Name: PROFILE } },
      TagSpecifications: [{ ResourceType: 'instance', Tags }],
    });
    ids.push(Instances?.[0]?.InstanceId ?? '');
  }
  for (const id of ids) await untilState(yard, id, 'running');
  return ids;
}

export async function untilState(yard: Yard, id: string, state: string): Promise<void> {
  await until(async () => {
    const { Reservations } = await yard.context.aws.ec2.describeInstances({ InstanceIds: [id] });
    return Reservations?.[0]?.Instances?.[0]?.State?.Name === state;
  });
}
