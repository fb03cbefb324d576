import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractZip } from '@codeyard/compute/archives/extract-zip';
import { writeZip } from '@codeyard/compute/archives/write-zip';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linux } from './linux.ts';
import { variableName } from './variable-name.ts';

let folder: string;
let server: Server;
let url: string;
/** What the server holds, and what was put there. */
const objects = new Map<string, Buffer>();
const headers = new Map<string, IncomingHttpHeaders>();
let made = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'codeyard-programs-'));
  server = createServer(async (request, response) => {
    const path = request.url ?? '';
    if (request.method === 'PUT') {
      objects.set(path, Buffer.concat(await request.toArray()));
      headers.set(path, request.headers);
      return void response.end();
    }
    const body = objects.get(path);
    response.writeHead(body ? 200 : 404).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Serves an archive of these texts. */
async function serve(path: string, texts: Readonly<Record<string, string>>, link?: readonly [string, string]) {
  const file = join(folder, `archive-${++made}`);
  const entries = Object.entries(texts).map(([name, text], index) => {
    const source = `${file}-${index}`;
    writeFileSync(source, text, { mode: 0o755 });
    return { path: name, file: source };
  });
  if (link) symlinkSync(link[1], `${file}-link`);
  await writeZip(`${file}.zip`, [...entries, ...(link ? [{ path: link[0], file: `${file}-link`, asLink: true }] : [])]);
  objects.set(path, readFileSync(`${file}.zip`));
}

async function run(program: string, rest: Readonly<Record<string, string>> = {}) {
  const child = spawn('/bin/sh', ['-c', program], { env: { PATH: process.env.PATH, TMPDIR: folder, ...rest } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += String(bytes)));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

const order = (command: string, rest: Partial<Parameters<typeof linux.build>[0]> = {}) => ({
  ...{
    workspace: `job-${++made}`,
    fence: 1,
    inputs: [{ name: 'Source', url: `${url}/source` }],
    environment: {},
    command,
  },
  ...rest,
});

describe('a build', () => {
  it('runs in its artifact, with its variables, and knows the other artifacts', async () => {
    await serve('/source', {
      'app/run.sh': 'echo "ran in $(basename "$PWD") $WORD"; cat "$CODEYARD_INPUT_My_Data/data.txt"',
    });
    await serve('/data', { 'data.txt': 'the data\n' });
    const inputs = [
      { name: 'Source', url: `${url}/source` },
      { name: 'My-Data', url: `${url}/data` },
    ];
    const environment = { WORD: `it's "$HOME" \`x\`` };
    const ran = await run(linux.build(order('sh run.sh', { inputs, environment, workingDirectory: 'app' })));
    expect(ran).toEqual({ code: 0, output: `ran in app it's "$HOME" \`x\`\nthe data\n` });
  });

  it.each([
    ['false\necho after', 1],
    ['exit 7', 7],
    ['no-such-command-at-all', 127],
    ['true && (exit 3)', 3],
  ])('fails as its command does: %j', async (command, code) => {
    await serve('/source', { 'a.txt': 'a' });
    const ran = await run(linux.build(order(command)));
    expect(ran.code).toBe(code);
    expect(ran.output).not.toContain('after');
  });

  it.each([
    ['is not there', '/nowhere', 'codeyard: The input artifact Source could not be downloaded.'],
    ['is not an archive', '/text', 'codeyard: The input artifact Source is not a zip archive.'],
    ['has paths out of it', '/paths', 'codeyard: The input artifact Source has paths that lead out of it: ../evil'],
    ['has a link out of it', '/link', 'codeyard: The input artifact Source has a link that leads out of it'],
  ])('does not begin when its artifact %s', async (_, path, message) => {
    objects.set('/text', Buffer.from('not a zip'));
    await serve('/paths', { 'a.txt': 'a', '../evil': 'evil' });
    await serve('/link', { 'a.txt': 'a' }, ['out', '/etc']);
    const ran = await run(linux.build(order('echo began', { inputs: [{ name: 'Source', url: url + path }] })));
    expect(ran.code).toBe(97);
    expect(ran.output).toContain(message);
    expect(ran.output).not.toContain('began');
    expect(ran.output).not.toContain(url);
  });

  it('says which directory is not there', async () => {
    await serve('/source', { 'a.txt': 'a' });
    const ran = await run(linux.build(order('true', { workingDirectory: "it's not" })));
    expect(ran).toEqual({ code: 97, output: "codeyard: WorkingDirectory: it's not is not in the input artifact.\n" });
  });

  it('needs no more than Python', async () => {
    if (!existsSync('/usr/bin/python3')) {
      if (process.env.CI) throw new Error('there is no Python here');
      return;
    }
    const bin = mkdtempSync(join(folder, 'bin-'));
    for (const name of ['mkdir', 'id', 'rm', 'find', 'grep', 'readlink', 'head', 'sh', 'cat', 'wc', 'base64', 'tr'])
      symlinkSync(existsSync(`/usr/bin/${name}`) ? `/usr/bin/${name}` : `/bin/${name}`, join(bin, name));
    symlinkSync('/usr/bin/python3', join(bin, 'python3'));
    await serve('/source', { 'in.txt': 'text' });
    const build = order('mkdir out; cat in.txt > out/made.txt');
    expect(await run(linux.build(build), { PATH: bin })).toEqual({ code: 0, output: '' });
    const outputs = [{ artifact: 'Result', paths: ['out'], url: `${url}/python`, headers: { 'x-amz-acl': 'private' } }];
    expect(await run(linux.upload({ ...build, outputs }), { PATH: bin })).toEqual({ code: 0, output: '' });
    expect(await unpacked('/python')).toEqual({ 'out/made.txt': 'text' });
    expect(headers.get('/python')).toMatchObject({ 'x-amz-acl': 'private' });
    const none = mkdtempSync(join(folder, 'bin-'));
    for (const name of ['mkdir', 'id', 'rm']) symlinkSync(join(bin, name), join(none, name));
    expect((await run(linux.build(order('true')), { PATH: none })).output).toContain('none of curl, wget and python3');
  });
});

async function unpacked(path: string): Promise<Record<string, string>> {
  const [archive, target] = [join(folder, `got-${++made}.zip`), join(folder, `got-${made}`)];
  writeFileSync(archive, objects.get(path) ?? '');
  mkdirSync(target);
  await extractZip(archive, target, { maxBytes: 1_000_000, maxEntries: 100 });
  const names = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(target, name)).isFile(),
  );
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(target, name), 'utf8')]));
}

describe('an upload', () => {
  it('sends what was asked for, with the headers that were signed, and tells the variables', async () => {
    await serve('/source', { 'a.txt': 'a', 'b.log': 'b' });
    const build = order(
      'mkdir -p dist "with space"; echo one > dist/one; echo two > "with space/2"; echo "A=1" > "$CODEYARD_VARIABLES"',
    );
    expect((await run(linux.build(build))).code).toBe(0);
    const outputs = [
      {
        artifact: 'First',
        paths: ['dist', 'with space', '*.txt'],
        url: `${url}/first?signature=x&y`,
        headers: { 'x-amz-server-side-encryption': 'aws:kms' },
      },
      { artifact: 'Second', paths: ['.'], url: `${url}/second`, headers: {} },
    ];
    const ran = await run(linux.upload({ ...build, outputs }));
    expect(ran).toEqual({ code: 0, output: `codeyard-variables ${Buffer.from('A=1\n').toString('base64')}\n` });
    expect(await unpacked('/first?signature=x&y')).toEqual({
      'a.txt': 'a',
      'dist/one': 'one\n',
      'with space/2': 'two\n',
    });
    expect(headers.get('/first?signature=x&y')).toMatchObject({ 'x-amz-server-side-encryption': 'aws:kms' });
    expect(Object.keys(await unpacked('/second'))).toEqual(['a.txt', 'b.log', 'dist/one', 'with space/2']);
  });

  it.each([
    ['no/such/path', {}, 'codeyard: OutputArtifactPath: no/such/path is not there after the build.'],
    ['$(touch evil)', {}, 'codeyard: OutputArtifactPath: $(touch evil) is not there after the build.'],
  ])('of %j fails and says so', async (path, rest, message) => {
    await serve('/source', { 'a.txt': 'a' });
    const build = order('true', rest);
    expect((await run(linux.build(build))).code).toBe(0);
    const outputs = [{ artifact: 'Result', paths: [path], url: `${url}/none`, headers: {} }];
    expect(await run(linux.upload({ ...build, outputs }))).toEqual({ code: 97, output: `${message}\n` });
    expect(objects.has('/none')).toBe(false);
  });

  it('of too many variables fails', async () => {
    await serve('/source', { 'a.txt': 'a' });
    const build = order('head -c 20000 /dev/zero | tr "\\0" a > "$CODEYARD_VARIABLES"');
    expect((await run(linux.build(build))).code).toBe(0);
    const ran = await run(linux.upload({ ...build, outputs: [] }));
    expect(ran).toEqual({ code: 97, output: 'codeyard: The output variables take more than 16000 bytes.\n' });
  });
});

describe('cleaning', () => {
  it('removes what a build left, running or written', async () => {
    await serve('/source', { 'a.txt': 'a' });
    const build = order('sleep 300 >/dev/null 2>&1 & echo "$!"; pwd');
    const ran = await run(linux.build(build));
    const [process_, place] = ran.output.trim().split('\n');
    expect(existsSync(`/proc/${process_}`)).toBe(true);
    expect(await run(linux.clean({ fence: 0 }))).toEqual({ code: 0, output: '' });
    expect(existsSync(place ?? '')).toBe(true);
    expect((await run(linux.clean({ fence: 1 }))).code).toBe(0);
    await expect
      .poll(() => existsSync(`/proc/${process_}`) && !/ Z /.test(readFileSync(`/proc/${process_}/stat`, 'utf8')))
      .toBe(false);
    expect(existsSync(place ?? '')).toBe(false);
    expect((await run(linux.build(build))).output).toBe('codeyard: This machine works for a later build.\n');
  });
});

it('runs once, however often it is delivered', async () => {
  await serve('/source', { 'a.txt': 'a' });
  const program = linux.build(order('echo ran; sleep 1; exit 5', { fence: 5 }));
  const both = await Promise.all([run(program), run(program)]);
  expect(both.map(({ code }) => code)).toEqual([5, 5]);
  expect(both.filter(({ output }) => output === 'ran\n')).toHaveLength(1);
  expect(both.filter(({ output }) => output.startsWith('codeyard: This build has begun here before'))).toHaveLength(1);
});

it('a program of an older lease does nothing', async () => {
  await serve('/source', { 'a.txt': 'a' });
  expect((await run(linux.build(order('true', { fence: 9 })))).code).toBe(0);
  const late = await run(linux.build(order('echo ran', { fence: 8 })));
  expect(late).toEqual({ code: 97, output: 'codeyard: This machine works for a later build.\n' });
});

it('names of artifacts are names of variables', () => {
  expect(variableName('My-Data.2')).toBe('My_Data_2');
});

it.each([`it's`, '$(touch pwned)', '`touch pwned`', '"; touch pwned; "', 'a & touch pwned #', '-e', '\\', '* ?'])(
  'takes %j for a text, wherever it comes from',
  async (text) => {
    await serve('/source', { 'a.txt': 'a', [`${text}/b.txt`]: 'b' });
    const inputs = [
      { name: 'Source', url: `${url}/source` },
      { name: text, url: `${url}/source` },
    ];
    const build = order('printf %s "$WORD"; ls', {
      inputs,
      environment: { WORD: text },
      fence: 100,
      workingDirectory: `./${text}`,
    });
    expect(await run(linux.build(build))).toEqual({ code: 0, output: `${text}b.txt\n` });
    const outputs = [{ artifact: text, paths: ['./b.txt'], url: `${url}/wild`, headers: { 'x-amz-meta-a': 'b' } }];
    expect(await run(linux.upload({ ...build, outputs }))).toEqual({ code: 0, output: '' });
    expect(await unpacked('/wild')).toEqual({ 'b.txt': 'b' });
    const missing = [{ artifact: text, paths: [`nowhere ${text}`], url: `${url}/wild`, headers: {} }];
    const { code, output } = await run(linux.upload({ ...build, outputs: missing }));
    expect([code, output]).toEqual([
      97,
      `codeyard: OutputArtifactPath: nowhere ${text} is not there after the build.\n`,
    ]);
  },
);
