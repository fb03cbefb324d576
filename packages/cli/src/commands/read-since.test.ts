import { describe, expect, it } from 'vitest';
import { readSince } from './read-since.ts';

const NOW = Date.parse('2026-05-20T12:00:00Z');

describe('--since', () => {
  it.each([
    ['90m', '2026-05-20T10:30:00.000Z'],
    ['12h', '2026-05-20T00:00:00.000Z'],
    ['7d', '2026-05-13T12:00:00.000Z'],
    ['2w', '2026-05-06T12:00:00.000Z'],
    ['2026-05-01', '2026-05-01T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => expect(new Date(readSince(text, NOW)).toISOString()).toBe(instant));

  it.each(['0d', '7', 'yesterday', '2027-01-01', '-1d', ''])('%j is refused', (text) =>
    expect(() => readSince(text, NOW)).toThrow('give how long ago'),
  );
});
