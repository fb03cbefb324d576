import { parseArn } from '../../../platform/arn.ts';
import { codebuildTarget } from './codebuild.ts';
import { codepipelineTarget } from './codepipeline.ts';
import type { EventTarget } from './event-target.ts';
import { lambdaTarget } from './lambda.ts';
import { logsTarget } from './logs.ts';
import { snsTarget } from './sns.ts';
import { sqsTarget } from './sqs.ts';
import { stepfunctionsTarget } from './stepfunctions.ts';

/** Every kind of target there is. */
export const ALL_TARGETS: readonly EventTarget[] = [
  codebuildTarget,
  codepipelineTarget,
  lambdaTarget,
  logsTarget,
  snsTarget,
  sqsTarget,
  stepfunctionsTarget,
];

/** The kind of target an ARN stands for; undefined when rules cannot reach it. */
export function targetKindOf(arn: string): EventTarget | undefined {
  const parsed = parseArn(arn);
  return parsed && ALL_TARGETS.find((target) => target.takes(parsed));
}
