import type { Parts } from '../parts.ts';
import { linux } from '../programs/linux.ts';
import type { Platform, Programs } from '../programs/program-order.ts';
import { windows } from '../programs/windows.ts';

/** As Systems Manager says it: it does not reach the machine, or not yet. */
class InvalidInstanceId extends Error {
  override readonly name = 'InvalidInstanceId';
}

/** What a machine runs, as Systems Manager knows. */
export async function platformOf({ aws }: Parts, instanceId: string): Promise<Platform> {
  const Filters = [{ Key: 'InstanceIds', Values: [instanceId] }];
  const { InstanceInformationList = [] } = await aws.ssm.describeInstanceInformation({ Filters });
  const [information] = InstanceInformationList;
  if (!information) throw new InvalidInstanceId(`Systems Manager does not know the machine ${instanceId}`);
  return information.PlatformType === 'Windows' ? 'Windows' : 'Linux';
}

export const programsOf = (platform: Platform): Programs => (platform === 'Windows' ? windows : linux);
