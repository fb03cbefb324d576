import { randomBytes } from 'node:crypto';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2 } from '@aws-sdk/client-ec2';
import { Lambda } from '@aws-sdk/client-lambda';
import { SFN } from '@aws-sdk/client-sfn';
import { SSM } from '@aws-sdk/client-ssm';
import { createDynamoDbPoolStore } from '@codeyard/compute/instance-pools/dynamodb-pool-store';
import { createEc2InstanceApi } from '@codeyard/compute/instance-pools/ec2-instance-api';
import { createBuildTable } from '../builds/build-table.ts';
import type { Parts } from '../parts.ts';
import { readDefinitions } from '../pools/read-definitions.ts';
import { takeTurn } from '../pools/turn.ts';
import { tellBuild } from '../steps/tell-build.ts';

/** Throttled calls are made again so often. */
const maxAttempts = 8;

let opened: Parts | undefined;

/** The parts of a warm function are those of its first call. */
export function openParts(): Parts {
  opened ??= open();
  return opened;
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The variable ${name} is not set: the template sets it`);
  return value;
}
