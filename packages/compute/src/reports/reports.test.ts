import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverReports } from './discover-reports.ts';
import { readReport } from './read-report.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'codeyard-reports-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string | Buffer): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const junit = (...names: readonly string[]) =>
  `<testsuite>${names.map((name) => `<testcase name="${name}"/>`).join('')}</testsuite>`;

async function read(...paths: readonly string[]) {
  const files = paths.map((path) => ({ path, file: join(root, path) }));
  const contents = await readReport({ format: 'JUNITXML', files, within: [root] });
  if (contents.kind !== 'TEST') throw new Error('JUnit files hold tests');
  return contents;
}

describe('reading a report', () => {
  it('understands files in UTF-16 and Latin-1', async () => {
    put('utf16.xml', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(junit('größe'), 'utf16le')]));
    put('latin.xml', Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${junit('größe')}`, 'latin1'));
    put('utf8.xml', `\uFEFF<?xml version="1.0" encoding="utf-8"?>${junit('größe')}`);
    const { cases, problems } = await read('utf16.xml', 'latin.xml', 'utf8.xml');
    expect(problems).toEqual([]);
    expect(cases.map(({ name }) => name)).toEqual(['größe', 'größe', 'größe']);
  });

  it('follows a link within the source, and none that leads out', async () => {
    put('in/real.xml', junit('a'));
    symlinkSync('in/real.xml', join(root, 'link.xml'));
    const outside = mkdtempSync(join(tmpdir(), 'codeyard-outside-'));
    try {
      writeFileSync(join(outside, 'secret.xml'), junit('secret'));
      symlinkSync(join(outside, 'secret.xml'), join(root, 'out.xml'));
      symlinkSync(outside, join(root, 'folder'));
      const { cases, problems } = await read('link.xml', 'out.xml', 'folder/secret.xml');
      expect(cases.map(({ name }) => name)).toEqual(['a']);
      expect(problems.map(({ message }) => message)).toEqual(Array(2).fill('it leads out of the source'));
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it('neither waits for a pipe nor minds folders and files that are gone', async () => {
    execFileSync('mkfifo', [join(root, 'pipe.xml')]);
    mkdirSync(join(root, 'folder.xml'));
    put('good.xml', junit('a'));
    const { read: count, problems } = await read('pipe.xml', 'folder.xml', 'gone.xml', 'good.xml');
    expect(count).toBe(1);
    expect(problems.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
      'pipe.xml malformed',
      'folder.xml malformed',
      'gone.xml malformed',
    ]);
  });

  it('takes a thread for much, with the same outcome', async () => {
    const names = Array.from({ length: 20_000 }, (_, n) => `test ${n}`);
    put('big.xml', junit(...names));
    put('bad.xml', '<testsuite>');
    const { summary, problems } = await read('big.xml', 'bad.xml');
    expect(summary).toMatchObject({ total: 20_000, truncated: true });
    expect(problems).toMatchObject([{ file: 'bad.xml', reason: 'malformed' }]);
  });
});

describe('discovering reports', () => {
  const discover = async (pattern = '**/*', budgetMs = 5_000) => {
    const { files, isComplete } = await discoverReports({ root, pattern, budgetMs });
    return { found: files.map(({ path, format }) => `${path} ${format}`).sort(), isComplete };
  };

  it('goes by the beginning of files, wherever they are, and passes links over', async () => {
    put('pom.xml', '<project/>');
    put('package.json', '{"name": "x"}');
    put('target/surefire-reports/TEST-a.xml', junit('a'));
    put('coverage/.resultset.json', '{"RSpec": {"coverage": {}}}');
    put('notes.txt', junit('a'));
    symlinkSync('target', join(root, 'again'));
    const all = ['coverage/.resultset.json SIMPLECOV', 'target/surefire-reports/TEST-a.xml JUNITXML'];
    expect(await discover()).toEqual({ found: all, isComplete: true });
    expect(await discover('target')).toEqual({ found: all.slice(1), isComplete: true });
    expect(await discover('./target/**/TEST-*.xml')).toEqual({ found: all.slice(1), isComplete: true });
    expect(await discover('coverage/*xml')).toEqual({ found: [], isComplete: true });
    expect(await discover('nowhere')).toEqual({ found: [], isComplete: true });
  });

  it('takes a thread for large trees, and ends when its time is over', async () => {
    for (let n = 0; n < 300; n += 1) put(`d${n % 7}/f${n}.xml`, n === 250 ? junit('a') : '<x/>');
    expect(await discover()).toEqual({ found: ['d5/f250.xml JUNITXML'], isComplete: true });
    expect(await discover('**/*', -1)).toEqual({ found: [], isComplete: false });
  });
});
