import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installedRuntimes } from './installed-runtimes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codeyard-runtimes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(path: string, says: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho ${says}\n`, { mode: 0o755 });
}

it('are those on the path, of version managers and of Java, each with what selects it', async () => {
  program('bin/node', 'v20.1.2');
  program('bin/python3.99', 'Python 3.99.1');
  program('home/.nvm/versions/node/v18.3.0/bin/node', 'v18.3.0');
  program('home/.pyenv/versions/3.12.4/bin/python3', "'Python 3.12.4'");
  program('home/.pyenv/versions/system/bin/python3', 'no version');
  mkdirSync(join(folder, 'home/.rbenv/versions/3.3.0'), { recursive: true });
  program('jvm/java 17/bin/java', 'java-17');
  writeFileSync(join(folder, 'jvm/java 17/release'), 'IMPLEMENTOR="X"\nJAVA_VERSION="17.0.9"\n');
  const places = { path: join(folder, 'bin'), home: join(folder, 'home'), jvmFolder: join(folder, 'jvm') };
  const found = await installedRuntimes(places);
  const versions = Object.entries(found).map(([runtime, list]) => [runtime, Object.keys(list).sort()]);
  expect(Object.fromEntries(versions)).toEqual({
    nodejs: ['18.3.0', '20.1.2'],
    python: ['3.12.4', '3.99'],
    java: ['17.0.9'],
  });
  const after = (runtime: string, version: string, command: string) => {
    const commands = found[runtime]?.[version]?.commands ?? ['false'];
    const env = { PATH: `${places.path}:/usr/bin:/bin`, HOME: join(folder, 'build home') };
    return execFileSync('/bin/sh', ['-ec', [...commands, command].join('\n')], { env }).toString();
  };
  expect(after('nodejs', '20.1.2', 'node')).toBe('v20.1.2\n');
  expect(after('nodejs', '18.3.0', 'node')).toBe('v18.3.0\n');
  expect(after('python', '3.99', 'python; python3')).toBe('Python 3.99.1\n'.repeat(2));
  expect(after('python', '3.12.4', 'python3')).toBe('Python 3.12.4\n');
  expect(after('java', '17.0.9', 'java; "$JAVA_HOME/bin/java"')).toBe('java-17\n'.repeat(2));
});

it('are none where there is nothing', async () => {
  expect(await installedRuntimes({ path: folder, home: folder, jvmFolder: folder })).toEqual({});
});
