import { describe, expect, it } from 'vitest';
import { formatDuration } from './format-duration.ts';
import { createScreen } from './screen.ts';

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [849.6, '850 ms'],
    [1_000, '1.0 s'],
    [59_949, '59.9 s'],
    [125_000, '2 min 05 s'],
  ])('%d ms reads %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
});

describe('the screen', () => {
  const record = (isTTY: boolean) => {
    let text = '';
    const screen = createScreen({ isTTY, columns: 20, write: (part) => (text += part) });
    return { screen, text: () => text };
  };

  it('has neither colours nor a status line where there is no terminal', () => {
    const { screen, text } = record(false);
    screen.status('working');
    screen.line(screen.paint('red', 'plain'));
    expect(text()).toBe('plain\n');
  });

  it('keeps the status below the lines on a terminal, cut to its width', () => {
    const { screen, text } = record(true);
    screen.status('a status that is too long for it');
    screen.line('one');
    expect(text().endsWith('one\na status that is t…')).toBe(true);
    screen.status('');
    expect(text().endsWith('\r\u001b[2K')).toBe(true);
  });
});
