import { describe, expect, it } from 'vitest';
import type { Build } from '../build.ts';
import { type BadgeRef, badgeStateOf, isBuildOf } from './badge-state.ts';
import { BADGE_COLOURS, drawBadge } from './draw-badge.ts';

const build = (sourceVersion?: string, webhook?: object) =>
  ({ definition: { ...(sourceVersion ? { sourceVersion } : {}) }, ...(webhook ? { webhook } : {}) }) as Build;

it.each<[Build, BadgeRef, boolean]>([
  [build('main'), { branch: 'main' }, true],
  [build('refs/heads/main'), { branch: 'main' }, true],
  [build(`refs/heads/main^{${'a'.repeat(40)}}`), { branch: 'main' }, true],
  [build('refs/tags/main'), { branch: 'main' }, false],
  [build('refs/tags/v1'), { tag: 'v1' }, true],
  [build(), { branch: 'main' }, true],
  [build(), { branch: 'topic' }, false],
  [build(), { tag: 'main' }, false],
  [build('topic'), undefined, true],
  [build('a'.repeat(40), { trigger: 'branch/main', headRef: 'refs/heads/main' }), { branch: 'main' }, true],
  [build('a'.repeat(40), { trigger: 'branch/main', headRef: 'refs/heads/main' }), { branch: 'topic' }, false],
  // Somebody else's branch of the same name does not make the badge red.
  [build('pr/1', { trigger: 'pr/1', headRef: 'refs/heads/main' }), { branch: 'main' }, false],
])('%# is a build of the branch or tag, or is not', (subject, ref, isOne) => {
  expect(isBuildOf(subject, ref)).toBe(isOne);
});

it.each([
  ['SUCCEEDED', 'passing'],
  ['FAILED', 'failing'],
  ['FAULT', 'failing'],
  ['TIMED_OUT', 'failing'],
  ['STOPPED', 'failing'],
  ['IN_PROGRESS', 'in progress'],
] as const)('a build that is %s makes the badge %s', (status, state) => {
  const ending = status === 'IN_PROGRESS' ? {} : { endedAt: 1 };
  expect(badgeStateOf({ status, ...ending } as Build)).toBe(state);
  expect(badgeStateOf(undefined)).toBe('unknown');
});

describe('a badge', () => {
  it('says in words what its colour says', () => {
    const picture = drawBadge('failing');
    expect(picture).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" .*<\/svg>$/);
    expect(picture).toContain('<title>build: failing</title>');
    expect(picture).toContain(BADGE_COLOURS.failing);
  });

  it.each(Object.entries(BADGE_COLOURS))('can be read on %s', (_, colour) => {
    const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
    const [r = 0, g = 0, b = 0] = channels.map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    expect(1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)).toBeGreaterThanOrEqual(4.5);
  });
});
