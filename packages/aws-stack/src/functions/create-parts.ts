import { randomBytes } from 'node:crypto';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { type ActionCategory, CodePipeline } from '@aws-sdk/client-codepipeline';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EC2 } from '@aws-sdk/client-ec2';
import { Lambda } from '@aws-sdk/client-lambda';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import { SSM } from '@aws-sdk/client-ssm';
import { dynamoPoolStore } from '@codeyard/compute/instance-pools/dynamodb-pool-store';
import { ec2InstanceApi } from '@codeyard/compute/instance-pools/ec2-instance-api';
import { createBuildTable } from '../builds/build-table.ts';
import type { Parts, StackSettings } from '../parts.ts';
import { cleaningCommand } from '../pools/cleaning-command.ts';
import { readDefinitions } from '../pools/read-definitions.ts';
import { takeTurn } from '../pools/turn.ts';
import { tellBuild } from '../steps/tell-build.ts';

/** What all clients of a function are made with. */
type ClientOptions = Pick<S3ClientConfig, 'maxAttempts' | 'endpoint' | 'region' | 'credentials' | 'requestHandler'>;

/** The parts of a function, by the variables that the template sets. */
export function createParts(environment: NodeJS.ProcessEnv, client: ClientOptions): Parts {
  const setting = (name: string) => readSetting(environment, name);
  const dynamo = new DynamoDB(client);
  const ssm = new SSM(client);
  const aws = {
    ...{ codepipeline: new CodePipeline(client), lambda: new Lambda(client), logs: new CloudWatchLogs(client) },
    ...{ sfn: new SFN(client), ssm },
  };
  const settings = readSettings(environment);
  const { installation } = settings;
  const now = () => Date.now();
  const table = setting('BUILDS_TABLE');
  const api = ec2InstanceApi({
    ...{ ec2: new EC2(client), ssm, installation },
    cleaning: (order) => cleaningCommand(parts, order),
  });
  const store = dynamoPoolStore({ dynamo, table: setting('POOLS_TABLE'), installation });
  const [launchesPerSecond, launchBurst] = [Number(setting('LAUNCHES_PER_SECOND')), Number(setting('LAUNCH_BURST'))];
  const log: Parts['log'] = (message, fields) =>
    void process.stdout.write(`${JSON.stringify({ message, ...fields })}\n`);
  const definitions = () => readDefinitions(ssm, setting('POOLS_PATH'), settings.instanceProfile);
  const parts: Parts = {
    ...{ aws, settings, now, log, definitions, store },
    s3: client,
    builds: createBuildTable(dynamo, table, now),
    openScheduler: async () => ({
      ...{ store, api, now, warn: log, pools: (await definitions()).pools },
      settings: { installation, launchesPerSecond, launchBurst, maximumBatch: 50 },
      newSeed: () => randomBytes(8).toString('hex'),
      tell: (news) => tellBuild(parts, news),
    }),
    takeTurn: () => takeTurn(dynamo, { table, holder: randomBytes(8).toString('hex'), now }),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
  return parts;
}

function readSettings(environment: NodeJS.ProcessEnv): StackSettings {
  const setting = (name: string) => readSetting(environment, name);
  return {
    actionType: {
      ...{ category: setting('ACTION_CATEGORY') as ActionCategory, owner: 'Custom' },
      ...{ provider: setting('ACTION_PROVIDER'), version: setting('ACTION_VERSION') },
    },
    stateMachineArn: setting('STATE_MACHINE'),
    // The scheduler does not wake itself.
    schedulerName: environment.SCHEDULER ?? '',
    documents: { build: setting('BUILD_DOCUMENT'), upload: setting('RUN_DOCUMENT'), clean: setting('RUN_DOCUMENT') },
    ...{ logGroupName: setting('LOG_GROUP'), instanceProfile: setting('INSTANCE_PROFILE') },
    ...{ installation: setting('INSTALLATION'), pricesName: setting('PRICES_PARAMETER') },
    ...{ quietMs: 60_000, offeredMs: 180_000 },
  };
}

function readSetting(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`The variable ${name} is not set: the template sets it`);
  return value;
}
