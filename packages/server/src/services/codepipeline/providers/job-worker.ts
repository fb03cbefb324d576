import { endJobsOf } from '../store/jobs.ts';
import type { ActionProvider } from './action-provider.ts';

/** Actions that workers outside of the server do: their job was queued with them, and a result ends them. */
export const jobWorker: ActionProvider = {
  types: [],
  async start() {
    return { state: 'running', handle: {} };
  },
  async stop({ parts, id }) {
    await parts.database.transaction((tx) => endJobsOf(tx, id, 'TimedOut'));
  },
};
