import { CLOUDFORMATION_CASES } from './cases/cloudformation.ts';
import { CLOUDWATCH_CASES } from './cases/cloudwatch.ts';
import { CODEBUILD_CASES } from './cases/codebuild.ts';
import { CODEPIPELINE_CASES } from './cases/codepipeline.ts';
import { DYNAMODB_CASES } from './cases/dynamodb.ts';
import { EC2_CASES } from './cases/ec2.ts';
import { EVENTS_CASES } from './cases/events.ts';
import { IAM_CASES } from './cases/iam.ts';
import { LAMBDA_CASES } from './cases/lambda.ts';
import { LOGS_CASES } from './cases/logs.ts';
import { S3_CASES } from './cases/s3.ts';
import { SCHEDULER_CASES } from './cases/scheduler.ts';
import { SECRETSMANAGER_CASES } from './cases/secretsmanager.ts';
import { SNS_CASES } from './cases/sns.ts';
import { SQS_CASES } from './cases/sqs.ts';
import { SSM_CASES } from './cases/ssm.ts';
import { STEPFUNCTIONS_CASES } from './cases/stepfunctions.ts';
import type { ResourceCase } from './resource-case.ts';

export const ALL_CASES: readonly ResourceCase[] = [
  ...CLOUDFORMATION_CASES,
  ...CLOUDWATCH_CASES,
  ...CODEBUILD_CASES,
  ...CODEPIPELINE_CASES,
  ...DYNAMODB_CASES,
  ...EC2_CASES,
  ...EVENTS_CASES,
  ...IAM_CASES,
  ...LAMBDA_CASES,
  ...LOGS_CASES,
  ...S3_CASES,
  ...SCHEDULER_CASES,
  ...SECRETSMANAGER_CASES,
  ...SNS_CASES,
  ...SQS_CASES,
  ...SSM_CASES,
  ...STEPFUNCTIONS_CASES,
];
