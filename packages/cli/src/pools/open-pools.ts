import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { Lambda } from '@aws-sdk/client-lambda';
import { SSM } from '@aws-sdk/client-ssm';
import type { CostStatement } from '@codeyard/engine/instance-pools/cost-statement';
import type { PoolsReport, SchedulerQuestion } from '@codeyard/engine/instance-pools/pools-report';
import type { Command } from 'commander';
import { callOn } from '../aws/call-on.ts';
import { type AwsOptions, type AwsPlace, withAwsOptions } from '../aws/open-aws.ts';
import { DEFAULT_STACK_NAME, findStack, outputsOf, withStackName } from '../build-environments/find-stack.ts';
import { UserError } from '../user-error.ts';

export interface PoolsOptions extends AwsOptions {
  readonly stackName: string;
  readonly json?: true;
}

/** The options of `PoolsOptions`. */
export const withPoolsOptions = (command: Command): Command =>
  withStackName(withAwsOptions(command)).option('--json', 'as JSON');

/** The pools of an installed stack. */
export interface Pools {
  readonly place: AwsPlace;
  readonly ssm: SSM;
  /** The parameters below it are the pools' definitions. */
  readonly path: string;
  /** What instances get whose pool names none. */
  readonly instanceProfile: string;
  /** What a further command needs to mean these, with a space before it. */
  readonly flags: string;
  report(): Promise<PoolsReport>;
  costs(from: number): Promise<CostStatement>;
  /** Has the scheduler look at what was changed, instead of within a minute. */
  wake(): Promise<void>;
}

/** Does something with the pools that the options mean. */
export const onPools = <Answer>(options: PoolsOptions, work: (pools: Pools) => Promise<Answer>): Promise<Answer> =>
  callOn(options, async (place) => await work(await openPools(place, options.stackName)));

export const stackFlags = (place: AwsPlace, stackName: string): string =>
  `${place.flags}${stackName === DEFAULT_STACK_NAME ? '' : ` --stack-name ${stackName}`}`;

export async function openPools(place: AwsPlace, stackName: string): Promise<Pools> {
  const flags = stackFlags(place, stackName);
  const stack = await findStack(new CloudFormation(place.settings), stackName);
  const { Scheduler, PoolsPath, InstanceProfile } = outputsOf(stack);
  const install = `codeyard build-environments install${flags}`;
  if (!stack) throw new UserError(`there is no stack ${stackName} on ${place.label} yet; make it with: ${install}`);
  if (!Scheduler || !PoolsPath || !InstanceProfile)
    throw new UserError(
      `the stack ${stackName} on ${place.label} is not (yet) one of this version; see to it with: ${install}`,
    );
  const lambda = new Lambda(place.settings);

  async function ask<Answer>(question: SchedulerQuestion): Promise<Answer> {
    const { Payload, FunctionError } = await lambda.invoke({
      FunctionName: Scheduler,
      Payload: JSON.stringify(question),
    });
    const answer = JSON.parse(Payload?.transformToString() || 'null') as unknown;
    if (FunctionError === undefined) return answer as Answer;
    const { errorMessage = FunctionError } = (answer ?? {}) as { errorMessage?: string };
    throw new UserError(`the scheduler could not answer: ${errorMessage}`);
  }

  return {
    ...{ place, flags, ssm: new SSM(place.settings), path: PoolsPath, instanceProfile: InstanceProfile },
    report: () => ask<PoolsReport>({ ask: 'report' }),
    costs: (from) => ask<CostStatement>({ ask: 'costs', from }),
    async wake() {
      await lambda.invoke({ FunctionName: Scheduler, InvocationType: 'Event', Payload: '{}' });
    },
  };
}
