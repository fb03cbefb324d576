import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { CodeBuild } from '@aws-sdk/client-codebuild';
import type { CodePipeline } from '@aws-sdk/client-codepipeline';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { EventBridge } from '@aws-sdk/client-eventbridge';
import type { IAM } from '@aws-sdk/client-iam';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { S3 } from '@aws-sdk/client-s3';
import type { Scheduler } from '@aws-sdk/client-scheduler';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { SFN } from '@aws-sdk/client-sfn';
import type { SNS } from '@aws-sdk/client-sns';
import type { SQS } from '@aws-sdk/client-sqs';
import type { SSM } from '@aws-sdk/client-ssm';
import type { STS } from '@aws-sdk/client-sts';

/**
 * How our services speak to each other: the SDK's own client types (promise style only).
 * A call either runs our operation in this process or goes to real AWS; the caller cannot tell.
 * Refusals arrive as errors whose `name` is the exception's name, as with the SDK.
 */
export interface AwsClients {
  readonly cloudformation: CloudFormation;
  readonly cloudwatch: CloudWatch;
  readonly codebuild: CodeBuild;
  readonly codepipeline: CodePipeline;
  readonly dynamodb: DynamoDB;
  readonly ec2: EC2;
  readonly events: EventBridge;
  readonly iam: IAM;
  readonly lambda: Lambda;
  readonly logs: CloudWatchLogs;
  readonly s3: S3;
  readonly scheduler: Scheduler;
  readonly secretsmanager: SecretsManager;
  readonly sns: SNS;
  readonly sqs: SQS;
  readonly ssm: SSM;
  readonly stepfunctions: SFN;
  readonly sts: STS;
}
