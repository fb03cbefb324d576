import type { Caller } from '../../gateway/request-context.ts';
import { noSessionsForBuilds } from './errors.ts';
import type { Parts } from './parts.ts';

/** Whether a session may be opened there now. Builds and jobs are refused. */
export async function lookAtTarget({ sessionTargets }: Parts, target: string, caller: Caller): Promise<boolean> {
  const state = await sessionTargets.look(target, caller);
  if (state === 'refused') throw noSessionsForBuilds();
  return state === 'connected';
}
