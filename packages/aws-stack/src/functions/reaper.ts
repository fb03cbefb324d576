import { EC2 } from '@aws-sdk/client-ec2';
import { SSM } from '@aws-sdk/client-ssm';
import { ec2InstanceApi } from '@codeyard/compute/instance-pools/ec2-instance-api';
import { reapExpired } from '@codeyard/compute/instance-pools/reap-expired';

/** Ends the instances that outlived the time they were given, whatever the scheduler and its tables say; gives their ids back. */
export async function handler(): Promise<readonly string[]> {
  const installation = process.env.INSTALLATION ?? '';
  const cleaning = () => Promise.reject(new Error('The reaper cleans nothing'));
  const api = ec2InstanceApi({ ec2: new EC2({ maxAttempts: 8 }), ssm: new SSM({}), installation, cleaning });
  return await reapExpired(api, Date.now());
}
