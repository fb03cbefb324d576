import { expect, it } from 'vitest';
import type { Build } from './build.ts';
import { pinSecondaries } from './pin-secondaries.ts';

const [OLD, NEW] = ['a'.repeat(40), 'b'.repeat(40)];

it.each([
  ['what was not asked for is that commit', [], { lib: OLD }, [{ sourceIdentifier: 'lib', sourceVersion: OLD }]],
  [
    'a branch is that branch at that commit',
    [{ sourceIdentifier: 'lib', sourceVersion: 'main' }],
    { lib: OLD },
    [{ sourceIdentifier: 'lib', sourceVersion: `main^{${OLD}}` }],
  ],
  [
    'a commit is the one that was fetched',
    [{ sourceIdentifier: 'lib', sourceVersion: `main^{${NEW}}` }],
    { lib: OLD },
    [{ sourceIdentifier: 'lib', sourceVersion: `main^{${OLD}}` }],
  ],
  [
    'what has no commit stays as it was asked for',
    [{ sourceIdentifier: 'data', sourceVersion: 'v1' }],
    {},
    [{ sourceIdentifier: 'data', sourceVersion: 'v1' }],
  ],
])('of secondary sources %s', (_what, secondarySourcesVersionOverride, resolvedSecondaries, expected) => {
  const pinned = pinSecondaries({ secondarySourcesVersionOverride }, { resolvedSecondaries } as unknown as Build);
  expect(pinned.secondarySourcesVersionOverride).toEqual(expected);
});
