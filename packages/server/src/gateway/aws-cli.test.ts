import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../platform/refusal.ts';
import { memoryBucket } from './testing/memory-bucket.ts';
import { type RunningGateway, startGateway, TEST_KEY, toyService } from './testing/start-gateway.ts';

const run = promisify(execFile);

/** Every aws on the path: version 1 and version 2 where both are installed. */
const found = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'aws'))
  .filter((file) => existsSync(file));
const programs = [...new Set(found.map((file) => file.replace(/^\/bin\//, '/usr/bin/')))];
if (programs.length === 0 && process.env.CI)
  throw new Error('the aws CLI must be tried in CI: there is none on the path');

let gateway: RunningGateway;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codeyard-aws-cli-'));
  gateway = await startGateway({
    services: [
      memoryBucket(),
      toyService('sts', 'sts', {
        operations: { GetCallerIdentity: () => ({ Account: '123456789012', Arn: 'arn', UserId: 'u' }) },
      }),
      toyService('codepipeline', 'codepipeline', {
        operations: {
          ListPipelines: () => ({ pipelines: [{ name: 'p', version: 1, created: new Date(0) }] }),
          GetPipeline: () => {
            throw new Refusal('PipelineNotFoundException', 'there is no such pipeline');
          },
        },
      }),
    ],
  });
});
afterAll(async () => {
  await gateway.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(programs.length === 0)('the aws CLI (skipped where none is installed)', () => {
  describe.each(programs)('%s', (program) => {
    const aws = async (...words: string[]) => {
      const environment = {
        PATH: process.env.PATH,
        HOME: folder,
        AWS_ACCESS_KEY_ID: TEST_KEY.accessKeyId,
        AWS_SECRET_ACCESS_KEY: TEST_KEY.secretAccessKey,
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_PAGER: '',
      };
      // Version 2.9 knows no AWS_ENDPOINT_URL.
      const { stdout } = await run(program, ['--endpoint-url', gateway.endpoint, ...words], {
        env: environment,
        cwd: folder,
      });
      return stdout;
    };

    test('speaks JSON and Query', async () => {
      expect(JSON.parse(await aws('sts', 'get-caller-identity', '--output', 'json'))).toMatchObject({
        Account: '123456789012',
      });
      expect(await aws('codepipeline', 'list-pipelines', '--query', 'pipelines[].name', '--output', 'text')).toBe(
        'p\n',
      );
      await expect(aws('codepipeline', 'get-pipeline', '--name', 'x')).rejects.toMatchObject({
        stderr: expect.stringContaining(
          '(PipelineNotFoundException) when calling the GetPipeline operation: there is no such',
        ),
      });
    });

    test('copies files of every size to S3 and back, lists them and finds the bucket', async () => {
      const large = Buffer.alloc(9 * 1024 ** 2, 'x');
      await writeFile(join(folder, 'small.txt'), 'hello');
      await writeFile(join(folder, 'large'), large);
      await aws('s3', 'cp', 'small.txt', 's3://b/a dir/sm+all.txt');
      await aws('s3', 'cp', 'large', 's3://b/large');
      await aws('s3', 'cp', 's3://b/a dir/sm+all.txt', 'small.out');
      await aws('s3', 'cp', 's3://b/large', 'large.out');
      expect(await readFile(join(folder, 'small.out'), 'utf8')).toBe('hello');
      expect((await readFile(join(folder, 'large.out'))).equals(large)).toBe(true);
      expect(await aws('s3', 'ls', 's3://b', '--recursive')).toContain('a dir/sm+all.txt');
      const location = await aws('s3api', 'get-bucket-location', '--bucket', 'b', '--output', 'text');
      expect(location).toBe('eu-west-1\n');
    });

    test('presigns URLs that are good for anybody', async () => {
      const url = (await aws('s3', 'presign', 's3://b/a dir/sm+all.txt')).trim();
      expect(await (await fetch(url)).text()).toBe('hello');
      const changed = await fetch(url.replace('sm%2Ball', 'other'));
      expect(changed.status).toBe(403);
      expect(await changed.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
    });
  });
});
