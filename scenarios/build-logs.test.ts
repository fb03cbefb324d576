import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { type Build, CodeBuild } from '@aws-sdk/client-codebuild';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DockerEngine,
  startDockerEngine,
  TEST_IMAGE,
  whyNoEngine,
} from '../packages/compute/src/executors/testing/docker-engine.ts';
import { until } from '../packages/server/src/testing/until.ts';
import { watchMemory } from './testing/memory-watch.ts';
import { type ServerProcess, startServer } from './testing/server-process.ts';

const CURATED = 'aws/codebuild/standard:7.0';
const missing = whyNoEngine();
const PATIENCE_MS = 120_000;
/** CloudWatch Logs takes events of 1 MB, and of 256 KB in some regions. */
const LARGEST_EVENT_BYTES = 262_144;
/** What a server may grow by, however long a line is: the least that a copy of the longest one would take. */
const MOST_GROWTH_BYTES = 100_000_000;

const LINES_PER_SECOND = 10_000;
const SECONDS = 4;
const LONG_LINES = [50_000_000, 100_000_000];
/** Every byte that there is, besides the line feed, and a bar that is drawn again and again. */
const BINARY = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 10);
const OCTAL = BINARY.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
const BAR = Array.from({ length: 100 }, (_, percent) => `${percent}%`).join('\r');

const COMMANDS = {
  // A tenth of a second's lines ten times a second, from two programs by turns.
  steady: `for s in $(seq ${SECONDS * 10}); do seq $((s * 1000 - 999)) $((s * 1000 - 500)); seq $((s * 1000 - 499)) $((s * 1000)) >&2; sleep 0.09; done`,
  flood: `seq ${300_000}`,
  binary: `printf '${OCTAL}\\n'; for p in $(seq 0 99); do [ $p = 0 ] || printf '\\r'; printf '%d%%' $p; done; echo`,
  long: LONG_LINES.map((bytes) => `head -c ${bytes} /dev/zero | tr '\\0' x; echo`).join('; '),
};

it.runIf(process.env.CI)('the machine has a Docker engine', () => expect(missing).toBeUndefined());

describe.each(['process', 'docker'])('the log of a build with the %s executor', (executor) => {
  const isMissing = executor === 'docker' && missing !== undefined;
  describe.skipIf(isMissing)(isMissing ? `(left out: ${missing})` : 'is whole and in order', () => {
    let engine: DockerEngine | undefined;
    let server: ServerProcess;
    let codebuild: CodeBuild;
    let logs: CloudWatchLogs;
    let s3: S3;

    beforeAll(async () => {
      if (executor === 'docker') engine = await startDockerEngine();
      const place = engine ? ['--docker-host', engine.host, '--docker-network', 'none'] : [];
      server = await startServer(['--executor', executor, '--image', `${CURATED}=${TEST_IMAGE}`, ...place]);
      const client = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
      codebuild = new CodeBuild(client);
      logs = new CloudWatchLogs(client);
      s3 = new S3({ ...client, forcePathStyle: true });
      await s3.createBucket({ Bucket: 'logs' });
      for (const [name, command] of Object.entries(COMMANDS)) await createProject(name, command);
    }, PATIENCE_MS);

    afterAll(async () => {
      await server?.stop();
      await engine?.stop();
    }, PATIENCE_MS);

    const createProject = (name: string, command: string) =>
      codebuild.createProject({
        ...{ name, serviceRole: 'arn:aws:iam::123456789012:role/x', artifacts: { type: 'NO_ARTIFACTS' } },
        environment: { type: 'LINUX_CONTAINER', image: CURATED, computeType: 'BUILD_GENERAL1_SMALL' },
        logsConfig: { s3Logs: { status: 'ENABLED', location: 'logs/of', encryptionDisabled: true } },
        source: {
          type: 'NO_SOURCE',
          buildspec: JSON.stringify({
            version: '0.2',
            phases: { build: { commands: [command] }, post_build: { commands: ['echo that was all'] } },
          }),
        },
      });

    async function run(projectName: string): Promise<Build> {
      const { build: { id = '' } = {} } = await codebuild.startBuild({ projectName });
      return await until(async () => {
        const [build] = (await codebuild.batchGetBuilds({ ids: [id] })).builds ?? [];
        return build?.buildComplete ? build : undefined;
      }, PATIENCE_MS);
    }

    /** Every event from the first on, a page at a time. */
    async function* eventsOf({ logs: place }: Build): AsyncGenerator<string> {
      const stream = { logGroupName: place?.groupName ?? '', logStreamName: place?.streamName ?? '' };
      for (let nextToken: string | undefined; ; ) {
        const page = await logs.getLogEvents({ ...stream, startFromHead: true, nextToken });
        for (const { message = '' } of page.events ?? []) yield message;
        if (page.nextForwardToken === nextToken) return;
        nextToken = page.nextForwardToken;
      }
    }

    async function readAll(build: Build): Promise<string[]> {
      expect(build.buildStatus).toBe('SUCCEEDED');
      const events: string[] = [];
      for await (const message of eventsOf(build)) events.push(message);
      return events;
    }

    const numbersOf = (events: readonly string[]) => events.filter((text) => /^\d+\n$/.test(text)).map(Number);
    const countTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

    it(
      `when lines come at ${LINES_PER_SECOND} a second, and while they come`,
      async () => {
        const { build: { id = '' } = {} } = await codebuild.startBuild({ projectName: 'steady' });
        const late: number[] = [];
        const build = await until(async () => {
          const [now] = (await codebuild.batchGetBuilds({ ids: [id] })).builds ?? [];
          if (now?.buildComplete) return now;
          const stream = { logGroupName: '/aws/codebuild/steady', logStreamName: id.split(':')[1] };
          const { events = [] } = await logs.getLogEvents({ ...stream, limit: 1 }).catch(() => ({ events: [] }));
          late.push(Number(events[0]?.message));
          return undefined;
        }, PATIENCE_MS);
        expect(numbersOf(await readAll(build))).toEqual(countTo(LINES_PER_SECOND * SECONDS));
        // Those who follow it see it grow.
        expect(new Set(late.filter((number) => number > 0)).size).toBeGreaterThan(SECONDS);
      },
      PATIENCE_MS,
    );

    it(
      'when lines come as fast as a program can print them',
      async () => {
        // How fast that is, `bench/logs.ts` tells.
        expect(numbersOf(await readAll(await run('flood')))).toEqual(countTo(300_000));
      },
      PATIENCE_MS,
    );

    it(
      'when bytes are no text, and carriage returns stay',
      async () => {
        const events = await readAll(await run('binary'));
        const from = events.findIndex((text) => text.startsWith('\0'));
        expect(events.slice(from, from + 2)).toEqual([`${Buffer.from(BINARY).toString()}\n`, `${BAR}\n`]);
      },
      PATIENCE_MS,
    );

    it(
      'when a line has 50 MB and the next 100 MB: they are told in pieces, and the server stays small',
      async () => {
        await run('flood');
        const { result: build, growth } = await watchMemory(server, () => run('long'));
        expect(build.buildStatus).toBe('SUCCEEDED');
        const whole = createHash('sha256');
        const lines: number[] = [];
        let length = 0;
        let largest = 0;
        const reading = await watchMemory(server, async () => {
          for await (const message of eventsOf(build)) {
            whole.update(message);
            largest = Math.max(largest, Buffer.byteLength(message));
            length += message.length;
            if (!message.endsWith('\n')) continue;
            if (length > 1_000_000) lines.push(length - 1);
            length = 0;
          }
        });
        expect(lines).toEqual(LONG_LINES);
        expect(largest).toBeLessThanOrEqual(LARGEST_EVENT_BYTES);
        expect(await digestOfCopy(build)).toBe(whole.digest('hex'));
        expect(growth).toBeLessThan(MOST_GROWTH_BYTES);
        expect(reading.growth).toBeLessThan(MOST_GROWTH_BYTES);
      },
      PATIENCE_MS,
    );

    /** Of the log as it lies in S3, compressed. */
    async function digestOfCopy({ logs: place }: Build): Promise<string> {
      const [, Key = ''] = place?.s3LogsArn?.split(':::logs/') ?? [];
      const { Body, ContentEncoding } = await s3.getObject({ Bucket: 'logs', Key });
      expect(ContentEncoding).toBe('gzip');
      const hash = createHash('sha256');
      for await (const chunk of (Body as Readable).pipe(createGunzip())) hash.update(chunk);
      return hash.digest('hex');
    }
  });
});
