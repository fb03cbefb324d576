import { execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';

const run = promisify(execFile);
const INSTALLED = ['/usr/bin/aws', '/usr/local/bin/aws', '/root/.pyenv/shims/aws'].filter((file) => existsSync(file));
/** The database makes no difference to the wire, so the second time one program is enough. */
const PROGRAMS = inject('testDatabaseServer') === '' ? INSTALLED : INSTALLED.slice(0, 1);

if (PROGRAMS.length === 0) it.skip('the real aws CLI works (skipped: it is not installed here)', () => {});

describe.each(PROGRAMS)('%s', (program) => {
  let yard: Yard;
  let folder: string;
  let environment: Record<string, string | undefined>;
  beforeAll(async () => {
    yard = await startYard();
    folder = await mkdtemp(join(tmpdir(), 'codeyard-aws-'));
    const others = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
    environment = { ...Object.fromEntries(others), ...yard.environment, HOME: folder };
    await aws('s3', 'mb', 's3://cli');
  });
  afterAll(async () => {
    await yard.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Debian's version 2 does not know AWS_ENDPOINT_URL yet. */
  const args = (words: readonly string[]) => ['--endpoint-url', yard.endpoint, ...words];
  async function aws(...words: string[]): Promise<string> {
    const { stdout } = await run(program, args(words), { cwd: folder, env: environment, maxBuffer: 64 * 1024 ** 2 });
    return stdout;
  }
  const failureOf = async (...words: string[]): Promise<string> =>
    aws(...words).then(
      () => 'no failure',
      (error: { stderr: string }) => error.stderr,
    );
  const piped = (input: Buffer, ...words: string[]) =>
    new Promise<Buffer>((resolve, reject) => {
      const child = spawn(program, args(words), { cwd: folder, env: environment });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.on('close', (code) =>
        code === 0 ? resolve(Buffer.concat(out)) : reject(new Error(String(Buffer.concat(err)))),
      );
      child.stdin.end(input);
    });
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

  it('copies files in and out, large ones in parts', async () => {
    const large = randomBytes(20 * 1024 ** 2);
    await writeFile(join(folder, 'large.bin'), large);
    await writeFile(join(folder, 'small.txt'), 'small');
    await aws('s3', 'cp', 'large.bin', 's3://cli/dir/large.bin');
    await aws('s3', 'cp', 'small.txt', 's3://cli/dir/');
    const head = JSON.parse(await aws('s3api', 'head-object', '--bucket', 'cli', '--key', 'dir/large.bin'));
    expect(head.ETag).toMatch(/-3"$/);
    await aws('s3', 'cp', 's3://cli/dir/large.bin', 'back.bin');
    expect(sha256(await readFile(join(folder, 'back.bin')))).toBe(sha256(large));
    const small = JSON.parse(await aws('s3api', 'head-object', '--bucket', 'cli', '--key', 'dir/small.txt'));
    expect(small).toMatchObject({ ContentType: 'text/plain', ContentLength: 5 });
    await aws('s3', 'cp', 's3://cli/dir/large.bin', 's3://cli/copy.bin');
    await aws('s3', 'mv', 's3://cli/copy.bin', 's3://cli/moved.bin');
    expect(await aws('s3', 'ls', 's3://cli')).toMatch(/PRE dir\/\n.* 20971520 moved\.bin\n$/);
  }, 60_000);

  it('streams from standard input and to standard output', async () => {
    const bytes = randomBytes(9 * 1024 ** 2);
    await piped(bytes, 's3', 'cp', '-', 's3://cli/streamed');
    const back = await piped(Buffer.alloc(0), 's3', 'cp', 's3://cli/streamed', '-');
    expect(sha256(back)).toBe(sha256(bytes));
  }, 60_000);

  it('synchronises folders both ways, and does nothing the second time', async () => {
    await mkdir(join(folder, 'tree/sub dir'), { recursive: true });
    await writeFile(join(folder, 'tree/a.html'), '<a>');
    await writeFile(join(folder, 'tree/sub dir/ü+%.txt'), 'odd name');
    // Younger than a second, they would look changed: S3 keeps whole seconds.
    for (const name of ['a.html', 'sub dir/ü+%.txt']) await utimes(join(folder, 'tree', name), 1e9, 1e9);
    expect(await aws('s3', 'sync', 'tree', 's3://cli/tree')).toContain('upload:');
    expect(await aws('s3', 'sync', 'tree', 's3://cli/tree')).toBe('');
    await aws('s3', 'sync', 's3://cli/tree', 'tree-back');
    expect(await readFile(join(folder, 'tree-back/sub dir/ü+%.txt'), 'utf8')).toBe('odd name');
    await rm(join(folder, 'tree/a.html'));
    expect(await aws('s3', 'sync', 'tree', 's3://cli/tree', '--delete')).toContain('delete: s3://cli/tree/a.html');
    expect(await readdir(join(folder, 'tree-back'))).toEqual(['a.html', 'sub dir']);
  }, 60_000);

  it('presigns URLs that anybody can read, until they are changed', async () => {
    await aws('s3api', 'put-object', '--bucket', 'cli', '--key', 'shared', '--body', 'small.txt');
    const url = (await aws('s3', 'presign', 's3://cli/shared')).trim();
    expect(await (await fetch(url)).text()).toBe('small');
    expect((await fetch(url.replace('shared', 'moved.bin'))).status).toBe(403);
  }, 60_000);

  it('says what is wrong in words of S3', async () => {
    expect(await failureOf('s3', 'ls', 's3://no-such-bucket')).toContain('NoSuchBucket');
    expect(await failureOf('s3', 'cp', 's3://cli/absent', '-')).toContain('404');
    expect(await failureOf('s3api', 'get-object', '--bucket', 'cli', '--key', 'absent', 'x')).toContain('NoSuchKey');
    expect(await failureOf('s3api', 'get-bucket-policy', '--bucket', 'cli')).toContain('NoSuchBucketPolicy');
    expect(await failureOf('s3', 'rb', 's3://cli')).toContain('BucketNotEmpty');
  }, 60_000);

  it('lists buckets and removes one with everything in it', async () => {
    expect(await aws('s3', 'ls')).toMatch(/ cli\n/);
    await aws('s3', 'rb', '--force', 's3://cli');
    expect(await aws('s3', 'ls')).toBe('');
  }, 60_000);
});
