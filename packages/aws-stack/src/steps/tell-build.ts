import type { News } from '@codeyard/engine/instance-pools/effect';
import type { Build } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import { answer } from './answer.ts';

/** Tells a build what became of its request for a machine; may come twice. A step that opens later finds it in the row, or asks. */
export async function tellBuild(parts: Parts, { request }: News): Promise<void> {
  const { id, attempt, phase, reason = '' } = request;
  const build = await parts.builds.change(id, (current): Build | undefined =>
    current && phase === 'interrupted' ? { ...current, interrupted: { attempt, reason } } : undefined,
  );
  const open = build?.open;
  if (open?.attempt !== attempt) return;
  if (phase === 'interrupted') return await answer(parts, open, { error: 'Interrupted', cause: reason });
  if (open.step !== 'acquire') return;
  if (phase === 'failed')
    return await answer(parts, open, { error: 'NoMachine', cause: `${wishOf(build)}: ${reason}` });
  const { instanceId = '', fence = 0 } = request;
  await answer(parts, open, { output: { instanceId, fence } });
}

/** The keys of the action's configuration that say which machine it wants. */
function wishOf(build: Build | undefined): string {
  const machine = build?.order?.machine;
  if (!machine) return 'Machine';
  if ('pool' in machine) return `Pool ${machine.pool}`;
  return `ImageId ${machine.imageId}, InstanceType ${machine.instanceTypes.join(', ')}`;
}

/** Tells a build of its request as it is: it may have been told before it listened. */
export async function tellAgain(parts: Parts, id: string): Promise<void> {
  const request = (await parts.store.findRequest(id))?.request;
  if (!request || request.phase === 'waiting' || request.phase === 'released') return;
  await tellBuild(parts, { request: { ...request, phase: request.phase } });
}
