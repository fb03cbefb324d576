import { describe, expect, it } from 'vitest';
import { windows } from './windows.ts';

const URL_IN = 'https://bucket.s3.us-east-1.amazonaws.com/pipe/Code/Ab1?X-Amz-Credential=A%2F20&X-Amz-Signature=5ec';
const URL_OUT = 'https://bucket.s3.us-east-1.amazonaws.com/pipe/Built/Cd2?X-Amz-Security-Token=%2B%3D&x-id=PutObject';

/** What ends a text, begins code or changes a line, in any of PowerShell's ways. */
const HOSTILE = [
  `it's`,
  `'; exit 0; '`,
  `’; exit 0 #`,
  `‘‛‚”“`,
  '$(Remove-Item C:\\ -Recurse)',
  '`$env:PATH`',
  '"; exit 0; "',
  '"@',
  `'@\nexit 0\n@'`,
  'a\r\nexit 0',
  '<# #>',
  '# comment',
  '{ } @( ) ; & | %{ }',
  `ends with \\`,
  `''''`,
  '-Force',
];

/** A program as code, with `''` in place of each text in single quotes, and those texts; by PowerShell's rules of quoting. */
function readProgram(program: string): { code: string; texts: string[] } {
  const [single, double] = ["'‘’‚‛", '"“”„'];
  let code = '';
  const texts: string[] = [];
  for (let at = 0; at < program.length; at++) {
    const character = program[at] ?? '';
    if (character === '#') {
      const end = program.indexOf('\n', at);
      code += program.slice(at, end);
      at = end - 1;
    } else if (single.includes(character)) {
      let text = '';
      for (at++; !single.includes(program[at] ?? '') || single.includes(program[at + 1] ?? 'x'); at++) {
        if (at >= program.length) throw new Error('a text has no end');
        if (single.includes(program[at] ?? '')) at++;
        text += program[at];
      }
      texts.push(text);
      code += "''";
    } else if (double.includes(character)) {
      const begin = at;
      for (at++; !double.includes(program[at] ?? ''); at++) if (program[at] === '`') at++;
      code += program.slice(begin, at + 1);
    } else code += character;
  }
  return { code, texts };
}

const build = (text: string, part: 'name' | 'command' | 'directory' | 'variable' | 'url') =>
  windows.build({
    ...{ workspace: 'job-1-1', fence: 3, command: part === 'command' ? text : 'make' },
    inputs: [{ name: part === 'name' ? text : 'Code', url: part === 'url' ? `${URL_IN}${text}` : URL_IN }],
    workingDirectory: part === 'directory' ? text : 'app',
    environment: { WORD: part === 'variable' ? text : 'word' },
  });

const upload = (text: string, part: 'name' | 'path' | 'directory' | 'header' | 'url') =>
  windows.upload({
    workspace: 'job-1-1',
    workingDirectory: part === 'directory' ? text : 'app',
    outputs: [
      {
        artifact: part === 'name' ? text : 'Built',
        paths: ['dist', part === 'path' ? text : 'log.txt'],
        url: part === 'url' ? `${URL_OUT}${text}` : URL_OUT,
        headers: { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-key': part === 'header' ? text : 'key' },
      },
    ],
  });

describe('a program for Windows', () => {
  it.each(HOSTILE)('takes %j for a text, wherever it comes from', (text) => {
    for (const part of ['command', 'directory', 'variable', 'url'] as const) {
      const [calm, wild] = [readProgram(build('calm', part)), readProgram(build(text, part))];
      expect(wild.code).toBe(calm.code);
      expect(wild.texts.some((found) => found.includes(text))).toBe(true);
    }
    for (const part of ['name', 'path', 'directory', 'header', 'url'] as const) {
      const [calm, wild] = [readProgram(upload('calm', part)), readProgram(upload(text, part))];
      expect(wild.code).toBe(calm.code);
      expect(wild.texts.some((found) => found.includes(text))).toBe(true);
    }
  });

  it('names variables of input artifacts by letters, digits and underscores alone', () => {
    const program = build("My-Data$(x)'; exit 0", 'name');
    expect(program).toContain('$env:CODEYARD_INPUT_My_Data__x____exit_0 = (Join-Path');
  });

  it('has addresses of artifacts on lines of their own, which cannot fail, and prints none', () => {
    for (const program of [build('make', 'command'), upload('dist', 'path')]) {
      const lines = program.split('\n').filter((line) => line.includes('https://'));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^\$url = 'https:[^']+'$/);
      expect(program).not.toMatch(/(Write-\w+|WriteLine|Fail)\b.*\$(url|request|response)\b(?!\.StatusCode)/);
    }
  });

  it('forgets the address before the command of somebody else runs', () => {
    const program = build('make', 'command');
    expect(program.indexOf('$url = $null')).toBeGreaterThan(program.indexOf(URL_IN));
    expect(program.indexOf('. $commandFile')).toBeGreaterThan(program.indexOf('$url = $null'));
  });

  it('sends what was signed: every header with the archive', () => {
    const { texts, code } = readProgram(upload('dist', 'path'));
    for (const text of ['x-amz-server-side-encryption', 'aws:kms', 'x-amz-key', 'key']) expect(texts).toContain(text);
    expect(code).toContain('Exchange PUT $url $headers $archive $null');
  });

  it('stops at errors from its first line, and says how it ended on its last', () => {
    const programs = [build('make', 'command'), upload('dist', 'path'), windows.clean({ fence: 1 })];
    for (const program of programs) {
      expect(program.trim().split('\n').at(0)).toBe("$ErrorActionPreference = 'Stop'");
      expect(program.trim().split('\n').at(-1)).toBe('exit 0');
      // Windows PowerShell makes errors of what native programs say on a redirected standard error.
      expect(program).not.toMatch(/2>|\*>/);
    }
  });

  it('uses nothing that Windows PowerShell 5.1 does not have', () => {
    for (const text of [build('make', 'command'), upload('dist', 'path'), windows.clean({ fence: 1 })]) {
      const { code } = readProgram(text);
      const newer = /&&|\|\||\?\?|\?\.|\? .* : |-Parallel|utf8NoBOM|\$Is(Windows|Linux)\b|-SkipHttp|-AsByteStream/;
      expect(newer.exec(code)?.[0]).toBeUndefined();
    }
  });
});
