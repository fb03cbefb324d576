import type { Build } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import { answer } from '../steps/answer.ts';
import { stopCommand } from '../steps/stop-command.ts';

/** Nobody wants a build any more: its command is stopped, and the step that waits is told, which releases the machine. */
export async function cancelBuild(parts: Parts, id: string, reason: string): Promise<void> {
  const build = await parts.builds.change(id, (current): Build | undefined => {
    if (!current || current.phase === 'ended' || current.outcome || current.cancelled !== undefined) return undefined;
    return { ...current, cancelled: reason };
  });
  if (build?.cancelled === undefined || build.phase === 'ended') return;
  await stopCommand(parts, build);
  if (build.open) await answer(parts, build.open, { error: 'Cancelled', cause: reason });
}
