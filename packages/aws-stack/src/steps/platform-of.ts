import type { Parts } from '../parts.ts';
import { linux } from '../programs/linux.ts';
import type { Platform, Programs } from '../programs/program-order.ts';
import { windows } from '../programs/windows.ts';

/** What a machine runs, as Systems Manager knows. */
export async function platformOf({ aws }: Parts, instanceId: string): Promise<Platform> {
  const Filters = [{ Key: 'InstanceIds', Values: [instanceId] }];
  const { InstanceInformationList = [] } = await aws.ssm.describeInstanceInformation({ Filters });
  return InstanceInformationList[0]?.PlatformType === 'Windows' ? 'Windows' : 'Linux';
}

export const programsOf = (platform: Platform): Programs => (platform === 'Windows' ? windows : linux);
