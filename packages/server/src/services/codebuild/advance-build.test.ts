import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceEvent } from '../../gateway/service.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { advanceBuild, advanceBuildIn } from './advance-build.ts';
import type { Parts } from './parts.ts';
import { findBuild } from './store/builds.ts';
import { submitBuild } from './submit-build.ts';
import { buildLab, spec } from './testing/build-lab.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await startYard({ config: { concurrentBuilds: 0 } });
});
afterAll(() => yard.stop());

/** A build that only this test carries on, and the events it has caused. */
async function submit() {
  const told: ServiceEvent[] = [];
  const emitEvent = async (_: unknown, event: ServiceEvent) => void told.push(event);
  const parts = { ...yard.context, concurrentBuilds: 0, emitEvent } as unknown as Parts;
  const projectName = await buildLab(yard).project(spec({ build: ['true'] }));
  const build = await submitBuild(parts, { projectName, overrides: {}, initiator: 'me' });
  const names = () =>
    told.map(({ detail }) => {
      const members = detail as Record<string, string>;
      return members['completed-phase'] ?? `${members['build-status']} in ${members['current-phase']}`;
    });
  return { parts, id: build.id, told, names };
}

describe('what is told of a build', () => {
  it('is its beginning, every phase that ends, and its end, all under one key', async () => {
    const { parts, id, told, names } = await submit();
    await advanceBuild(parts, id, { type: 'capacity-claimed' });
    await advanceBuild(parts, id, { type: 'provisioned' });
    const context = { code: 'CLIENT_ERROR', message: 'no' };
    await advanceBuild(parts, id, { type: 'phase-failed', phase: 'DOWNLOAD_SOURCE', context });
    await advanceBuild(parts, id, { type: 'settled' });
    expect(names()).toEqual([
      'IN_PROGRESS in QUEUED',
      'SUBMITTED',
      'QUEUED',
      'PROVISIONING',
      'DOWNLOAD_SOURCE',
      'FINALIZING',
      'FAILED in COMPLETED',
    ]);
    expect(new Set(told.map(({ key }) => key)).size).toBe(1);
  });

  it('is told with the change or not at all', async () => {
    const { parts, id } = await submit();
    const queued = { ...parts, emitEvent: yard.context.emitEvent };
    const failing = parts.database.transaction(async (tx) => {
      await advanceBuildIn(tx, queued, id, { type: 'stop-requested' });
      throw new Error('the server dies here');
    });
    await expect(failing).rejects.toThrow('dies');
    expect((await findBuild(parts.database, id))?.status).toBe('IN_PROGRESS');
  });

  it('is nothing when nothing changes', async () => {
    const { parts, id, names } = await submit();
    await advanceBuild(parts, id, { type: 'stop-requested' });
    const before = names().length;
    await advanceBuild(parts, id, { type: 'stop-requested' }, { type: 'time-passed' }, { type: 'settled' });
    expect(names().length).toBe(before);
    expect(await advanceBuild(parts, 'no:body', { type: 'stop-requested' })).toBeUndefined();
  });
});
