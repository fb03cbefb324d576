import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { type Build, CodeBuild } from '@aws-sdk/client-codebuild';
import { S3 } from '@aws-sdk/client-s3';
import { until } from '../../packages/server/src/testing/until.ts';
import { zipOf } from '../../packages/server/src/testing/zip-of.ts';
import type { ServerProcess } from './server-process.ts';

/** What there is to see of a build that is over, without what differs from one build to the next. */
export interface Outcome {
  readonly status: string | undefined;
  /** `INSTALL SUCCEEDED`, … */
  readonly phases: readonly string[];
  readonly exported: Build['exportedEnvironmentVariables'];
  /** Lines without their times. */
  readonly log: readonly string[];
  /** The log in S3 is the same. */
  readonly hasLogInS3: boolean;
  /** The file of the artifact; absent when there is none. */
  readonly artifact: string | undefined;
}

export const CURATED = 'aws/codebuild/standard:7.0';

/** Every command leaves a line in the artifact and one in the log: whatever runs twice, or not at all, shows in both. */
const command = (phase: string) => `echo ${phase} >> ran; sleep 0.15; echo "this is $WORD in ${phase}"`;

const BUILDSPEC = JSON.stringify({
  version: '0.2',
  env: { variables: { WORD: 'spoken' }, 'exported-variables': ['DONE'] },
  phases: {
    install: { commands: [command('install')] },
    pre_build: { commands: [command('pre_build')] },
    build: { commands: [command('build')] },
    post_build: { commands: [command('post_build'), 'DONE=$(wc -l < ran)'] },
  },
  artifacts: { files: ['ran'] },
});

/** One that ends only when it is told to, and takes its time even then. */
const ENDLESS = JSON.stringify({
  version: '0.2',
  phases: { build: { commands: [`trap 'sleep 0.3; exit 1' TERM; echo begun; while :; do sleep 0.1; done`] } },
});

/** The projects of the runs in which servers are killed, and what became of their builds. */
export function watchedBuilds(server: ServerProcess) {
  const client = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
  const codebuild = new CodeBuild({ ...client, maxAttempts: 1 });
  const logs = new CloudWatchLogs(client);
  const s3 = new S3({ ...client, forcePathStyle: true });

  const get = async (id: string) => (await codebuild.batchGetBuilds({ ids: [id] })).builds?.[0];
  const read = async (Key: string) => {
    const found = await s3.getObject({ Bucket: 'made', Key }).catch((error: Error) => {
      if (error.name !== 'NoSuchKey') throw error;
      return undefined;
    });
    return found?.Body && Buffer.from(await found.Body.transformToByteArray());
  };

  async function logOf({ logs: place = {} }: Build): Promise<string> {
    const { groupName: logGroupName, streamName: logStreamName } = place;
    if (!logStreamName) return '';
    const { events = [] } = await logs.getLogEvents({ logGroupName, logStreamName, startFromHead: true });
    return events.map(({ message }) => message).join('');
  }

  async function outcome(build: Build): Promise<Outcome> {
    const uuid = build.id?.split(':')[1] ?? '';
    const log = await logOf(build);
    const copy = await read(`logs/${uuid}.gz`);
    return {
      status: build.buildStatus,
      phases: (build.phases ?? []).map(({ phaseType, phaseStatus }) => `${phaseType} ${phaseStatus ?? ''}`.trim()),
      exported: build.exportedEnvironmentVariables,
      log: normal(log, uuid),
      hasLogInS3: copy !== undefined && gunzipSync(copy).toString() === log,
      artifact: (await read(`${uuid}/${build.projectName}/ran`))?.toString(),
    };
  }

  return {
    async prepare(): Promise<void> {
      await s3.createBucket({ Bucket: 'made' });
      await s3.putObject({ Bucket: 'made', Key: 'source.zip', Body: zipOf({ 'buildspec.yml': BUILDSPEC }) });
      for (const [name, buildspec] of [
        ['app', 'buildspec.yml'],
        ['endless', ENDLESS],
      ] as const) {
        await codebuild.createProject({
          ...{ name, serviceRole: 'arn:aws:iam::123456789012:role/app' },
          source: { type: 'S3', location: 'made/source.zip', buildspec },
          artifacts: { type: 'S3', location: 'made', packaging: 'NONE', namespaceType: 'BUILD_ID', name },
          environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: CURATED },
          logsConfig: { s3Logs: { status: 'ENABLED', location: 'made/logs', encryptionDisabled: true } },
        });
      }
    },
    /** The token makes a second try find what the first one started. */
    async start(projectName: string, idempotencyToken: string): Promise<string> {
      return (await codebuild.startBuild({ projectName, idempotencyToken })).build?.id ?? '';
    },
    async hasSaid(id: string, line: string): Promise<boolean> {
      const log = await logOf((await get(id)) ?? {}).catch(() => '');
      return log.split('\n').includes(line);
    },
    /** Also when the server dies over the request. */
    stop: async (id: string) => void (await codebuild.stopBuild({ id }).catch(() => undefined)),
    /** Waits for its end. */
    async end(id: string): Promise<Outcome> {
      const build = await until(async () => {
        const now = await get(id);
        return now?.buildComplete ? now : undefined;
      }, 60_000);
      return await outcome(build);
    },
  };
}

export type WatchedBuilds = ReturnType<typeof watchedBuilds>;

/** Times, ids, random names, how often a shell was told to end and whether an image was there already are not what a log is about. */
function normal(log: string, uuid: string): string[] {
  const plain = log
    .replaceAll(uuid, '<uuid>')
    .replace(/src\d{9}/g, 'src<digits>')
    .replace(/took \S+ seconds/g, 'took');
  const lines = plain.split('\n').map((line) => line.replace(/^(\[Container\]) \S+ \S+ /, '$1 '));
  return lines.filter((line) => line !== 'Terminated' && !line.includes(' Pulling the image '));
}

/** Ids of processes that carry the mark of a build. */
export function processesOf(uuid: string): string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && environmentOf(pid).includes(uuid));
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(join('/proc', pid, 'environ'), 'latin1');
  } catch {
    return '';
  }
}
