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
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { extractZip } from '@codeyard/compute/archives/extract-zip';
import { writeZip } from '@codeyard/compute/archives/write-zip';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeProgram } from './encode-program.ts';
import { windows } from './windows.ts';

const pwsh = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, process.platform === 'win32' ? 'powershell.exe' : 'pwsh'))
  .find((file) => existsSync(file));
const MINUTE_MS = 60_000;

let folder: string;
let server: Server;
let url: string;
let made = 0;
const objects = new Map<string, Buffer>();
const headers = new Map<string, IncomingHttpHeaders>();

async function serve(path: string, texts: Readonly<Record<string, string>>): Promise<void> {
  const archive = join(folder, `archive-${++made}.zip`);
  const entries = Object.entries(texts).map(([name, text], index) => {
    writeFileSync(`${archive}-${index}`, text);
    return { path: name, file: `${archive}-${index}` };
  });
  await writeZip(archive, entries);
  objects.set(path, readFileSync(archive));
}

/** As the documents do: a file with these bytes, in a PowerShell of its own. */
async function run(program: string) {
  const file = join(folder, `program-${++made}.ps1`);
  writeFileSync(file, Buffer.from(encodeProgram('Windows', program), 'base64'));
  const rest = process.platform === 'win32' ? process.env : { PATH: process.env.PATH, HOME: folder, TMPDIR: folder };
  const child = spawn(
    pwsh ?? '',
    ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Unrestricted', '-File', file],
    {
      env: { ...rest, ...(process.platform === 'win32' ? { ProgramData: folder } : {}) },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += String(bytes)));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output: output.replaceAll('\r', '') };
}

const order = (command: string, rest: Partial<Parameters<typeof windows.build>[0]> = {}) => ({
  ...{ workspace: `job-${++made}`, fence: 1, inputs: [{ name: 'Source', url: `${url}/source` }], environment: {} },
  ...{ command, ...rest },
});

const native = (code: number) => (process.platform === 'win32' ? `cmd /c exit ${code}` : `sh -c 'exit ${code}'`);

async function unpacked(path: string): Promise<Record<string, string>> {
  const [archive, target] = [join(folder, `got-${++made}.zip`), join(folder, `got-${made}`)];
  writeFileSync(archive, objects.get(path) ?? '');
  mkdirSync(target);
  await extractZip(archive, target, { maxBytes: 1_000_000, maxEntries: 100 });
  const names = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(target, name)).isFile(),
  );
  return Object.fromEntries(
    names.sort().map((name) => [name.replaceAll('\\', '/'), readFileSync(join(target, name), 'utf8')]),
  );
}

/** Nobody can install PowerShell where CI runs: no registry that it may use has it. The texts of the programs are tested everywhere. */
if (!pwsh)
  it('there is no PowerShell on this machine: the programs for Windows are not run', () => {
    expect(pwsh).toBeUndefined();
  });

const runs = () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'codeyard-windows-'));
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
    await serve('/source', { 'app/it.txt': 'the text' });
  });
  afterAll(() => {
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('build in the artifact, with variables of any text', async () => {
    const environment = { WORD: `it's "$HOME" \`x\` ’quoted’` };
    const ran = await run(
      windows.build(order('"$(Get-Content it.txt) $env:WORD"', { environment, workingDirectory: 'app' })),
    );
    expect(ran).toEqual({ code: 0, output: `the text ${environment.WORD}\n` });
  });

  it.each([
    ['a program that fails ends it', `${native(7)}\n'after'`, 7],
    ['whatever comes before it on its line', `'before'; ${native(4)}; 'after'`, 4],
    ['an error ends it', `Get-Item ./nowhere\n'after'`, 1],
    ['as does what is thrown', `throw 'this'\n'after'`, 1],
    ['and exit, with its code', `exit 9\n'after'`, 9],
    ['of a failure that was dealt with, nothing is left', `& { ${native(3)}; $global:LASTEXITCODE = 0 }\nexit 0`, 0],
    ['what is no PowerShell fails', `'no end`, 1],
    ['a script tells by its last program', `Set-Content s.ps1 "${native(6)}\`nreturn 'x'"\n./s.ps1\n'after'`, 6],
  ])('%s', async (_, command, code) => {
    const ran = await run(windows.build(order(command)));
    expect(ran.code).toBe(code);
    expect(ran.output).not.toMatch(/^after$/m);
  });

  it.each([
    ['is not there', '/nowhere', 'The input artifact Source could not be downloaded: the answer was 404.'],
    ['is no archive', '/text', 'The input artifact Source is not a zip archive.'],
    ['leads out of its folder', '/paths', 'The input artifact Source has paths that lead out of it: ../evil'],
  ])('do not begin when an artifact %s, and do not tell its address', async (_, path, message) => {
    objects.set('/text', Buffer.from('not a zip'));
    await serve('/paths', { 'a.txt': 'a', '../evil': 'evil' });
    const ran = await run(windows.build(order(`'began'`, { inputs: [{ name: 'Source', url: url + path }] })));
    expect(ran.code).toBe(97);
    expect(ran.output).toContain(`codeyard: ${message}`);
    expect(ran.output).not.toMatch(/began|http:/);
  });

  it('upload files by their paths, hidden ones and empty folders too, with the headers that were signed', async () => {
    const making = [
      'New-Item -ItemType Directory -Force dist/sub, dist/empty | Out-Null',
      `foreach ($file in 'dist/.hidden', 'dist/sub/two', 'log[1].txt') { [IO.File]::WriteAllText((Join-Path $PWD.Path $file), 'x') }`,
      // As `>` of Windows PowerShell writes it.
      '"VERSION=1.2.3`r`nWORD=é`r`n" | Set-Content -Encoding Unicode $env:CODEYARD_VARIABLES',
    ].join('\n');
    const build = order(making);
    expect(await run(windows.build(build))).toEqual({ code: 0, output: '' });
    const outputs = [
      { artifact: 'Built', paths: ['dist', 'log[1].txt'], url: `${url}/built`, headers: { 'x-amz-acl': 'private' } },
    ];
    const ran = await run(windows.upload({ workspace: build.workspace, outputs }));
    expect(ran.code).toBe(0);
    const variables = Buffer.from(/^codeyard-variables (\S+)$/m.exec(ran.output)?.[1] ?? '', 'base64').toString();
    expect(variables.trim().split(/\s+/)).toEqual(['VERSION=1.2.3', 'WORD=é']);
    expect(await unpacked('/built')).toEqual({ 'dist/.hidden': 'x', 'dist/sub/two': 'x', 'log[1].txt': 'x' });
    expect(headers.get('/built')).toMatchObject({
      'x-amz-acl': 'private',
      'content-length': String(objects.get('/built')?.length),
    });
    const none = [{ artifact: 'Built', paths: ['nowhere*'], url: `${url}/none`, headers: {} }];
    expect(await run(windows.upload({ workspace: build.workspace, outputs: none }))).toEqual({
      ...{ code: 97, output: 'codeyard: OutputArtifactPath: nowhere* is not there after the build.\n' },
    });
  });

  it('clean the machine, unless it works for a later build', async () => {
    const build = order(`'made' > it`, { fence: 5 });
    expect((await run(windows.build(build))).code).toBe(0);
    const again = await run(windows.build(build));
    expect(again.code).toBe(0);
    expect(again.output).toMatch(/^codeyard: This build has begun here before/);
    const late = await run(windows.build(order(`'late'`, { fence: 4 })));
    expect(late).toEqual({ code: 97, output: 'codeyard: This machine works for a later build.\n' });
    expect((await run(windows.clean({ fence: 4 }))).code).toBe(0);
    expect(existsSync(join(folder, 'codeyard-builds', build.workspace, 'source/it'))).toBe(true);
    expect((await run(windows.clean({ fence: 5 }))).code).toBe(0);
    expect(readdirSync(join(folder, 'codeyard-builds'))).toEqual(['fence']);
    // What is delivered once more after it was cleaned away does nothing.
    expect((await run(windows.build(build))).code).toBe(97);
  });
};

if (pwsh) describe('the programs for Windows, run by PowerShell', { timeout: MINUTE_MS }, runs);
