import type { ExecutionEvent } from '@codeyard/engine/states-language/execution-state';
import { invalidToken, taskGone } from './errors.ts';
import type { Parts } from './parts.ts';
import { lockExecution } from './store/executions.ts';
import { apply } from './transition.ts';

type About = { readonly frame: number; readonly attempt: number };

/** Tells the task that a token stands for something, as long as it still runs. */
export async function tellTask(parts: Parts, token: string, eventOf: (about: About) => ExecutionEvent): Promise<void> {
  const named = readToken(token);
  if (!named) throw invalidToken();
  const { executionArn, ...about } = named;
  await parts.database.transaction(async (tx) => {
    const found = await lockExecution(tx, executionArn);
    const frame = found?.state.frames[about.frame];
    if (!found || frame?.token !== token || frame.phase !== 'task') throw taskGone();
    await apply(tx, parts, { ...found, event: eventOf(about) });
  });
}

function readToken(token: string): ({ executionArn: string } & About) | undefined {
  try {
    const [executionArn, frame, attempt] = JSON.parse(Buffer.from(token, 'base64').toString()) as [
      string,
      number,
      number,
    ];
    return typeof executionArn === 'string' ? { executionArn, frame, attempt } : undefined;
  } catch {
    return undefined;
  }
}
