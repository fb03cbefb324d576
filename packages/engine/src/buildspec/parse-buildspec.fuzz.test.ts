import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatProblems } from './format-problems.ts';
import { parseBuildspec } from './parse-buildspec.ts';

const GOOD = `version: 0.2
run-as: root
env:
  shell: bash
  variables: {A: 1, B: "two"}
  parameter-store: {C: /path/c}
  secrets-manager: {D: "name:key"}
  exported-variables: [A]
  git-credential-helper: yes
proxy: {upload-artifacts: no, logs: no}
batch:
  fast-fail: false
  build-graph:
    - {identifier: one, env: {variables: {X: y}}}
    - {identifier: two, depend-on: [one], ignore-failure: true}
phases:
  install:
    runtime-versions: {nodejs: 20, python: 3.10}
    commands: [npm ci]
    finally: [echo done]
  build:
    on-failure: RETRY-2-timed out
    commands:
      - |
        make
        make test
      - 'echo "a: b"'
reports:
  tests: {files: ['**/*.xml'], base-directory: out, file-format: JUNITXML, discard-paths: yes}
artifacts:
  files: ['**/*']
  name: app-$(date +%F)
  secondary-artifacts: {docs: {files: [a.md], base-directory: docs}}
cache: {key: 'k-$(codebuild-hash-files package-lock.json)', fallback-keys: [k-], paths: [node_modules/**/*]}
`;

const piece = fc.oneof(
  fc.string({ maxLength: 10 }),
  fc.constantFrom(
    ': ',
    '- ',
    '\n',
    '\t',
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a',
    '<<: *a',
    '!!binary ',
    '|',
    '>-',
    '#',
    '"',
    "'",
    '? ',
    '---\n',
  ),
  fc.constantFrom(
    '__proto__: x\n',
    'constructor',
    '\u0000',
    '\uFEFF',
    '!!js/function x',
    '0x1F',
    '.inf',
    '~',
    '2026-01-01',
    '%YAML 1.3',
  ),
);
/** The good one with pieces cut out, doubled, and replaced by other things. */
const damaged = fc
  .array(fc.tuple(fc.nat(), fc.nat({ max: 40 }), piece), { minLength: 1, maxLength: 6 })
  .map((damages) =>
    damages.reduce((text, [at, length, text_]) => {
      const start = text.length === 0 ? 0 : at % text.length;
      return text.slice(0, start) + text_ + text.slice(start + length);
    }, GOOD),
  );

it('no text crashes the parser, and every problem has its words and its place', () => {
  expect(parseBuildspec(GOOD)).toMatchObject({ ok: true });
  fc.assert(
    fc.property(fc.oneof({ weight: 5, arbitrary: damaged }, fc.string(), fc.json()), (text) => {
      const parsed = parseBuildspec(text);
      if (parsed.ok) {
        expect(['0.1', '0.2']).toContain(String(parsed.buildspec.version));
        for (const { commands } of parsed.buildspec.phases)
          for (const command of commands) expect(typeof command).toBe('string');
        return;
      }
      expect(parsed.problems.length).toBeGreaterThan(0);
      const lines = text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).length;
      for (const { message, line = 1, column = 1 } of parsed.problems) {
        expect(message).not.toBe('');
        expect([line >= 1 && line <= lines + 1, column >= 1]).toEqual([true, true]);
      }
      expect(formatProblems(parsed.problems, { file: 'buildspec.yml', text })).toContain('buildspec.yml:');
    }),
    { numRuns: 1_000 },
  );
  expect(({} as { x?: string }).x).toBeUndefined();
});

it.each([
  ['brackets', '['.repeat(100_000)],
  ['braces', '{a: '.repeat(100_000)],
  ['indents', Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ['dashes', `${'- '.repeat(100_000)}x`],
  [
    'lists of aliases',
    `a: &a [x, x]\n${'bcdefghijklmnopq'
      .split('')
      .map((name, at) => `${name}: &${name} [${`*${at === 0 ? 'a' : 'bcdefghijklmnopq'[at - 1]}, `.repeat(9)}x]\n`)
      .join('')}`,
  ],
  ['quotes', `version: "${'\\\\'.repeat(500_000)}`],
  ['anchors', '&a '.repeat(100_000)],
  ['text', `version: 0.2\nphases:\n  build:\n    commands:\n      - echo ${'x'.repeat(1_000_000)}`],
  ['commands', `version: 0.2\nphases:\n  build:\n    commands:\n${'      - echo x\n'.repeat(20_000)}`],
])('so many %s hang nothing', (_, text) => {
  expect(typeof parseBuildspec(text).ok).toBe('boolean');
});
