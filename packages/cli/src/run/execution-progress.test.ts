import { describe, expect, it } from 'vitest';
import { type ActionProgress, progressBetween } from './execution-progress.ts';

const action = (name: string, status: string, startedAt: number, updatedAt = startedAt): ActionProgress => ({
  id: `id-${name}`,
  stage: name.charAt(0),
  name,
  provider: 'P',
  status,
  startedAt,
  updatedAt,
});

describe('progress between two looks', () => {
  it('tells what started and ended, in order', () => {
    const before = [action('a1', 'InProgress', 1)];
    const after = [action('a1', 'Succeeded', 1, 5), action('b1', 'InProgress', 6)];
    expect(progressBetween([], before).map((event) => event.type)).toEqual(['stage-started', 'action-started']);
    const events = progressBetween(before, after);
    expect(events.map((event) => event.type)).toEqual(['action-ended', 'stage-started', 'action-started']);
    expect(events[0]).toMatchObject({ action: { name: 'a1', status: 'Succeeded' } });
  });

  it('tells of an action that started and ended between the looks, and nothing twice', () => {
    const after = [action('a1', 'Failed', 1, 3)];
    expect(progressBetween([], after).map((event) => event.type)).toEqual([
      'stage-started',
      'action-started',
      'action-ended',
    ]);
    expect(progressBetween(after, after)).toEqual([]);
  });
});
