import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Command, type CommandEvent, isOpen, LONGEST_OUTPUT_CHARACTERS, nextCommand } from './command.ts';

const submitted: Command = { id: 'c', sandboxId: 's', number: 1, text: 'ls', submittedAt: 100, status: 'SUBMITTED' };
const play = (...events: CommandEvent[]) =>
  events.reduce((command, event) => nextCommand(command, event, 900), submitted);
const ended = (exitStatus: number, output = '', errors = ''): CommandEvent => ({
  type: 'ended',
  at: 300,
  exitStatus,
  output,
  errors,
});

describe('a command', () => {
  it.each<[string, CommandEvent[], Partial<Command>]>([
    ['begins', [{ type: 'started', at: 200 }], { status: 'IN_PROGRESS', startedAt: 200 }],
    ['passes', [{ type: 'started', at: 200 }, ended(0, 'o')], { status: 'SUCCEEDED', exitStatus: 0, output: 'o' }],
    ['fails', [ended(127, '', 'e')], { status: 'FAILED', exitStatus: 127, errors: 'e', startedAt: 300, endedAt: 300 }],
    ['ends with its sandbox', [{ type: 'sandbox-ended' }], { status: 'STOPPED', endedAt: 900 }],
    [
      'keeps what it printed until its sandbox ended',
      [
        { type: 'started', at: 200 },
        { type: 'sandbox-ended', output: 'half' },
      ],
      { status: 'STOPPED', startedAt: 200, endedAt: 900, output: 'half' },
    ],
  ])('%s', (_, events, expected) => {
    expect(play(...events)).toMatchObject(expected);
  });

  it('has no members for what it did not print, and only the end of what is too long', () => {
    expect(play(ended(0))).not.toHaveProperty('output');
    const long = `${'x'.repeat(LONGEST_OUTPUT_CHARACTERS)}end`;
    expect(play(ended(0, long)).output).toBe(`${'x'.repeat(LONGEST_OUTPUT_CHARACTERS - 3)}end`);
  });

  it('never changes once it ended, and never goes back in time', () => {
    const events = fc.oneof<fc.Arbitrary<CommandEvent>[]>(
      fc.record({ type: fc.constant('started' as const), at: fc.nat(999) }),
      fc.record({
        type: fc.constant('ended' as const),
        at: fc.nat(999),
        exitStatus: fc.nat(255),
        output: fc.string(),
        errors: fc.string(),
      }),
      fc.record({ type: fc.constant('sandbox-ended' as const) }),
    );
    fc.assert(
      fc.property(fc.array(events), (list) => {
        let command = submitted;
        for (const event of list) {
          const after = nextCommand(command, event, 900);
          if (!isOpen(command)) expect(after).toBe(command);
          command = after;
        }
        const { submittedAt, startedAt = submittedAt, endedAt = startedAt } = command;
        expect(startedAt).toBeGreaterThanOrEqual(submittedAt);
        expect(endedAt).toBeGreaterThanOrEqual(startedAt);
        expect(isOpen(command)).toBe(command.endedAt === undefined);
      }),
    );
  });
});
