import { setTimeout as pause } from 'node:timers/promises';
import type { CodeBuild, Sandbox } from '@aws-sdk/client-codebuild';
import { formatDuration } from '../terminal/format-duration.ts';
import type { Screen } from '../terminal/screen.ts';
import { UserError } from '../user-error.ts';

const LOOK_EVERY_MS = 200;

/** Starts a sandbox of a project and shows how far it is until commands can run in it. Interrupted, it is stopped. */
export async function openSandbox(
  codebuild: CodeBuild,
  projectName: string,
  { screen, signal }: { readonly screen: Screen; readonly signal: AbortSignal },
): Promise<string> {
  const started = await codebuild.startSandbox({ projectName });
  const id = started.sandbox?.id ?? '';
  screen.line(screen.paint('dim', `sandbox ${id}`));
  try {
    await untilItRuns(codebuild, id, { screen, signal });
  } catch (error) {
    await codebuild.stopSandbox({ id }).catch(() => {});
    throw error;
  } finally {
    screen.status('');
  }
  return id;
}

async function untilItRuns(
  codebuild: CodeBuild,
  id: string,
  { screen, signal }: { readonly screen: Screen; readonly signal: AbortSignal },
): Promise<void> {
  const begunAt = Date.now();
  let shown = 0;
  for (;;) {
    if (signal.aborted) throw new UserError('interrupted: the sandbox is stopped');
    const { sandboxes } = await codebuild.batchGetSandboxes({ ids: [id] });
    const sandbox = sandboxes?.[0] ?? {};
    const ended = (sandbox.currentSession?.phases ?? []).filter(({ phaseStatus }) => phaseStatus !== undefined);
    for (const { phaseType = '', startTime, endTime, phaseStatus } of ended.slice(shown)) {
      const mark = phaseStatus === 'SUCCEEDED' ? screen.paint('green', '✓') : screen.paint('red', '✗');
      const took = (endTime?.getTime() ?? 0) - (startTime?.getTime() ?? 0);
      if (phaseType !== 'SUBMITTED') screen.line(`${mark} ${phaseType.padEnd(16)} ${formatDuration(took)}`);
    }
    shown = ended.length;
    if (sandbox.status === 'RUN_SANDBOX') return;
    if (sandbox.endTime) throw new UserError(`the sandbox ended before it could be used${reasonOf(sandbox)}`);
    screen.status(`${sandbox.status ?? ''} ${formatDuration(Date.now() - begunAt)}`);
    await pause(LOOK_EVERY_MS);
  }
}

function reasonOf({ currentSession }: Sandbox): string {
  const contexts = (currentSession?.phases ?? []).flatMap((phase) => phase.contexts ?? []);
  const context = contexts.find(({ message }) => message);
  return context ? `: ${context.statusCode}: ${context.message?.trim()}` : '';
}
