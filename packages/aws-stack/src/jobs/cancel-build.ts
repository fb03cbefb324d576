import type { Build } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import { answer } from '../steps/answer.ts';
import { stopCommand } from '../steps/stop-command.ts';

/**
 * Nobody wants a build any more: its command is stopped, and the step that waits is told, which releases the machine. May be done over:
 * a step that opens later finds it in the row.
 */
export async function cancelBuild(parts: Parts, id: string, reason: string): Promise<void> {
  const build = await parts.builds.change(id, (current): Build | undefined =>
    current && current.phase !== 'ended' && current.cancelled === undefined
      ? { ...current, cancelled: reason }
      : undefined,
  );
  if (build?.cancelled === undefined || build.phase === 'ended' || build.outcome) return;
  await stopCommand(parts, build);
  if (build.open) await answer(parts, build.open, { error: 'Cancelled', cause: build.cancelled });
}
