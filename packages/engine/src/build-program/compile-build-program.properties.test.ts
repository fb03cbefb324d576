import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandScript } from './command-script.ts';
import { quoteForShell } from './quote-for-shell.ts';
import { runProgram } from './testing/run-program.ts';
import { TEST_SHELLS } from './testing/shells.ts';

/** Everything that means something to a shell, and everything else. */
const nasty = fc.constantFrom(
  "'",
  '"',
  '\\',
  '$',
  '`',
  '\n',
  '\r',
  '\t',
  ' ',
  '!',
  '#',
  '~',
  '*',
  ';',
  '$(x)',
  "'\\''",
  '%s',
);
const anyText = fc
  .array(fc.oneof(nasty, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), { maxLength: 12 })
  .map((parts) => parts.join(''));

const held = (text: string): string => text.replaceAll('\0', '');

describe.each(TEST_SHELLS)('under $name', (shell) => {
  test('a quoted text is read as it was', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 200 }), (texts) => {
        const [file, ...options] = shell.argv;
        const script = texts.map((text) => `printf '%s\\0' ${quoteForShell(text)}\n`).join('');
        const read = execFileSync(file, options, { input: script }).toString('utf8');
        expect(read.split('\0').slice(0, -1)).toEqual(texts.map(held));
      }),
      { numRuns: 30 },
    );
  });

  test("a command's script holds its text from line 4 on, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 10 }), async (commands) => {
        const phases = { BUILD: commands };
        // `cat` in the shell's place writes the scripts into the log instead of running them.
        await runProgram(shell, { phases, shell: 'cat' }, ({ log, plan, progress }) => {
          const { head, tail } = commandScript(plan);
          expect(head.split('\n')).toHaveLength(4);
          const expected = commands
            .map(held)
            .map((text) => `${said(`Running command ${text}`)}${head}${text}${tail}\n`);
          const begin = log.indexOf('\n', log.indexOf('Entering phase BUILD')) + 1;
          const written = log.slice(begin, begin + expected.join('').length + commands.length * STAMP.length);
          expect(written.replaceAll(/^\[Container\] \d{4}\/\d\d\/\d\d \S{15} /gm, '[Container] ')).toBe(
            expected.join(''),
          );
          expect(progress.succeeding).toBe(true);
        });
      }),
      { numRuns: 15 },
    );
  });

  test('the value of a variable is the same after every command', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 30 }), async (values) => {
        const names = values.map((_, index) => `V${index}`);
        const environment = Object.fromEntries(values.map((value, index) => [`V${index}`, value]));
        const build = { phases: { BUILD: ['true', 'true', 'true'] }, environment, exportedVariables: names };
        await runProgram(shell, build, async ({ exported, errors, progress }) => {
          expect(await exported()).toEqual(
            Object.fromEntries(values.map((value, index) => [`V${index}`, held(value)])),
          );
          expect([errors, progress.succeeding]).toEqual(['', true]);
        });
      }),
      { numRuns: 15 },
    );
  });
});

const STAMP = '2026/01/01 00:00:00.000000 ';
const said = (text: string): string => `[Container] ${text}${text.endsWith('\n') ? '' : '\n'}`;
