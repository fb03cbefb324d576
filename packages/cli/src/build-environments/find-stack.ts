import type { CloudFormation, Stack } from '@aws-sdk/client-cloudformation';
import type { Command } from 'commander';

export const DEFAULT_STACK_NAME = 'codeyard-build-environments';

export const withStackName = (command: Command): Command =>
  command.option('--stack-name <name>', 'name of the stack', DEFAULT_STACK_NAME);

/** By name, or by id once it may be deleted. */
export async function findStack(cloudformation: CloudFormation, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await cloudformation.describeStacks({ StackName: name });
    return Stacks[0];
  } catch (error) {
    const { name: kind, message } = error as Error;
    if (kind === 'ValidationError' && message.includes('does not exist')) return undefined;
    throw error;
  }
}

export const outputsOf = (stack: Stack | undefined): Record<string, string> =>
  Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
