import { expect, it } from 'vitest';
import type { Visit } from './history/visit.ts';
import { visitList } from './visit-list.ts';

const visit = (rest: Partial<Visit>): Visit => ({
  ...{ number: 1, state: 'It', type: 'Task', enteredAt: 0, status: 'stopped', attempts: [], ...rest },
});

it('tells of every attempt how it came out', () => {
  const attempts = [
    { startedAt: 0, endedAt: 1_000, error: '<E>', cause: 'why' },
    { startedAt: 2_000, endedAt: 3_000, isStopped: true as const },
    { startedAt: 4_000, endedAt: 5_000 },
    { startedAt: 6_000 },
  ];
  const { markup } = visitList([visit({ attempts })], { from: 0, to: 9_000 });
  const outcomes = [...markup.matchAll(/<td>([^\d].*?)<\/td>/g)].map(([, text]) => text);
  expect(outcomes).toEqual([
    '<span class="error-name">&lt;E&gt;</span> why',
    ...['stopped', 'succeeded', 'in progress'],
  ]);
  expect(markup).toContain('<td class="num">3.0 s</td><td>in progress</td>');
});

it('leaves out the older of too many visits, and says so', () => {
  const visits = Array.from({ length: 305 }, (_, index) => visit({ number: index + 1, status: 'succeeded' }));
  const { markup } = visitList(visits, { from: 0, to: 1 });
  expect(markup.match(/<details /g)).toHaveLength(300);
  expect(markup).toContain('5 older visits to states are not shown.');
  expect(markup).not.toContain('id="visit-5"');
  expect(visitList([], { from: 0, to: 1 }).markup).toContain('No state has been entered.');
});
