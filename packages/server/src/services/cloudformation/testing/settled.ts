import type { CloudFormation, Stack } from '@aws-sdk/client-cloudformation';
import { until } from '../../../testing/until.ts';

/** A stack once nothing is in progress any more. */
export async function settled(cloudformation: CloudFormation, StackName: string): Promise<Stack> {
  return await until(async () => {
    const [stack] = (await cloudformation.describeStacks({ StackName })).Stacks ?? [];
    return stack && !/IN_PROGRESS$/.test(stack.StackStatus ?? '') ? stack : undefined;
  });
}
