import { customResourceType } from './cloudformation/custom-resource.ts';
import { CLOUDFORMATION_TYPES } from './cloudformation/index.ts';
import { CLOUDWATCH_TYPES } from './cloudwatch/index.ts';
import { CODEBUILD_TYPES } from './codebuild/index.ts';
import { CODEPIPELINE_TYPES } from './codepipeline/index.ts';
import { DYNAMODB_TYPES } from './dynamodb/index.ts';
import { EC2_TYPES } from './ec2/index.ts';
import { EVENTS_TYPES } from './events/index.ts';
import { IAM_TYPES } from './iam/index.ts';
import { LAMBDA_TYPES } from './lambda/index.ts';
import { LOGS_TYPES } from './logs/index.ts';
import { RECORDED_TYPES } from './recorded/index.ts';
import type { ResourceType } from './resource-type.ts';
import { S3_TYPES } from './s3/index.ts';
import { SCHEDULER_TYPES } from './scheduler/index.ts';
import { SECRETSMANAGER_TYPES } from './secretsmanager/index.ts';
import { SNS_TYPES } from './sns/index.ts';
import { SQS_TYPES } from './sqs/index.ts';
import { SSM_TYPES } from './ssm/index.ts';
import { STEPFUNCTIONS_TYPES } from './stepfunctions/index.ts';

/** To add a type: a file that makes a `ResourceType`, a line in its folder's index, a case in `testing/cases`. */
const ALL: readonly ResourceType[] = [
  ...CLOUDFORMATION_TYPES,
  ...CLOUDWATCH_TYPES,
  ...CODEBUILD_TYPES,
  ...CODEPIPELINE_TYPES,
  ...DYNAMODB_TYPES,
  ...EC2_TYPES,
  ...EVENTS_TYPES,
  ...IAM_TYPES,
  ...LAMBDA_TYPES,
  ...LOGS_TYPES,
  ...RECORDED_TYPES,
  ...S3_TYPES,
  ...SCHEDULER_TYPES,
  ...SECRETSMANAGER_TYPES,
  ...SNS_TYPES,
  ...SQS_TYPES,
  ...SSM_TYPES,
  ...STEPFUNCTIONS_TYPES,
];

const BY_NAME = new Map(ALL.map((type) => [type.type, type]));

export const allResourceTypes = (): readonly ResourceType[] => ALL;

/** The kind of that name, `Custom::Anything` being of one kind; undefined for one that is not here. */
export const findResourceType = (name: string): ResourceType | undefined =>
  name.startsWith('Custom::') ? customResourceType(name) : BY_NAME.get(name);
