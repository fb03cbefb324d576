import type { VisitStatus } from '../history/visit.ts';
import { type Html, html } from './html.ts';
import { icon } from './icon.ts';

export const STATUS_WORDS: Readonly<Record<VisitStatus, string>> = {
  running: 'in progress',
  retrying: 'waits for its next attempt',
  succeeded: 'succeeded',
  caught: 'failed, and its error was caught',
  failed: 'failed',
  stopped: 'stopped',
};

/** The words of Step Functions for executions. */
const OF_EXECUTIONS: Readonly<Record<string, readonly [VisitStatus, string]>> = {
  RUNNING: ['running', 'In progress'],
  SUCCEEDED: ['succeeded', 'Succeeded'],
  FAILED: ['failed', 'Failed'],
  TIMED_OUT: ['failed', 'Timed out'],
  ABORTED: ['stopped', 'Stopped'],
  PENDING_REDRIVE: ['retrying', 'Waits for its redrive'],
};

export function executionBadge(status: string): Html {
  const [kind, words] = OF_EXECUTIONS[status] ?? ['stopped', status];
  return html`<span class="badge ${kind}">${icon(kind)} ${words}</span>`;
}

/** A link has the state's own word in it for those who do not see colours. */
export const statusMark = (status: VisitStatus): Html =>
  html`<span class="mark ${status}" title="${STATUS_WORDS[status]}">${icon(status)}<span class="unseen">${STATUS_WORDS[status]}</span></span>`;
