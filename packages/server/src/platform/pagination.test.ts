import { describe, expect, it } from 'vitest';
import { cutPage, pageToken, readPageToken } from './pagination.ts';

describe('page tokens', () => {
  it('give back the key they were made with', () => {
    expect(readPageToken('ListPipelines', pageToken('ListPipelines', { name: 'a/ü"' }))).toEqual({ name: 'a/ü"' });
  });

  it.each(['', 'x', pageToken('ListBuilds', 'a'), `${pageToken('ListPipelines', 'a').slice(0, 8)}%%%`])(
    'of another listing or none are not read: %j',
    (token) => {
      expect(readPageToken('ListPipelines', token)).toBeUndefined();
    },
  );

  it('end with the last full page', () => {
    expect(cutPage([1, 2], 2, 'L', (row) => row)).toEqual({ rows: [1, 2] });
    const page = cutPage([1, 2, 3], 2, 'L', (row) => row);
    expect(page.rows).toEqual([1, 2]);
    expect(readPageToken('L', page.nextToken ?? '')).toBe(2);
  });
});
