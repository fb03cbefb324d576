import { expect, it } from 'vitest';
import { parseRange, subnetAt } from './private-network.ts';

it.each([
  ['10.213.0.0/16', { first: 10 * 2 ** 24 + 213 * 2 ** 16, bits: 16 }],
  ['192.168.7.16/28', { first: 0xc0a80710, bits: 28 }],
  // Not where a network of that size begins.
  ['10.213.0.1/16', undefined],
  ['10.213.0.0/29', undefined],
  ['10.0.0.0/7', undefined],
  ['10.256.0.0/16', undefined],
  ['10.213.0/16', undefined],
  ['', undefined],
])('reads the range %j', (text, range) => {
  expect(parseRange(text)).toEqual(range);
});

it('cuts every network of a range once, and begins again', () => {
  const range = { first: 0x0ad50000, bits: 20 };
  const all = Array.from({ length: 256 }, (_, index) => subnetAt(range, index));
  expect(new Set(all).size).toBe(256);
  expect([all[0], all[1], all[255]]).toEqual(['10.213.0.0/28', '10.213.0.16/28', '10.213.15.240/28']);
  expect(subnetAt(range, 256)).toBe(all[0]);
  expect(subnetAt(range, 2 ** 32 + 31)).toBe(all[31]);
});
