import { describe, expect, it } from 'vitest';
import { formatAge } from './format-age.ts';
import { formatTable } from './format-table.ts';

const plain = { paint: (_colour: string, text: string) => text };
const marked = { paint: (colour: string, text: string) => `<${colour}>${text}</>` };
const columns = ['NAME', { heading: 'COUNT', isNumber: true } as const, 'STATE'];

describe('tables', () => {
  it('have columns as wide as what is in them, numbers on the right', () => {
    expect(
      formatTable(plain, columns, [
        ['fast', '3', 'ok'],
        ['a-longer-name', '12', 'drains'],
      ]),
    ).toEqual(['NAME           COUNT  STATE', 'fast               3  ok', 'a-longer-name     12  drains']);
  });

  it('are as wide with colours as without', () => {
    expect(formatTable(marked, columns, [['x', { text: '3', colour: 'red' }, '']])).toEqual([
      '<dim>NAME  COUNT  STATE</>',
      'x         <red>3</>',
    ]);
  });
});

describe('ages', () => {
  it.each([
    [-5, '0s'],
    [999, '0s'],
    [45_000, '45s'],
    [725_000, '12m 05s'],
    [11_520_000, '3h 12m'],
    [187_200_000, '2d 04h'],
  ])('%d ms reads %s', (milliseconds, text) => expect(formatAge(milliseconds)).toBe(text));
});
