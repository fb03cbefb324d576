import type { StateMachine } from '@codeyard/engine/states-language/state-machine';
import { drawGraph, NOTHING_DRAWN } from './graph/draw-graph.ts';
import { countStates, levelOf } from './graph/level.ts';
import { type Html, html } from './html/html.ts';
import { type Page, page } from './html/page.ts';
import { executionBadge } from './html/status.ts';
import { isoOf, showDuration, showInstant } from './times.ts';

/** Everything that the page of a state machine tells. Times are milliseconds since the epoch. */
export interface MachineView {
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  readonly type: string;
  readonly createdAt: number;
  readonly machine: StateMachine | undefined;
  /** Newest first. */
  readonly executions: readonly ListedExecution[];
  /** Why there are none. */
  readonly noExecutions?: string;
  /** Shown are executions of this status only. */
  readonly status?: string;
  /** The address of this page with a status and a place in the list. */
  readonly linkTo: (query: { status?: string; from?: string }) => string;
  readonly isFirst: boolean;
  /** Where the list goes on. */
  readonly next?: string;
  readonly now: number;
}

export interface ListedExecution {
  readonly name: string;
  readonly status: string;
  readonly startedAt: number;
  readonly stoppedAt?: number;
  readonly link: string;
}

const MOST_STATES = 500;
const REFRESH_MS = 5_000;

export const STATUSES: Readonly<Record<string, string>> = {
  RUNNING: 'In progress',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  TIMED_OUT: 'Timed out',
  ABORTED: 'Stopped',
};

export function machinePage(view: MachineView): Page {
  const { name, type, createdAt, arn, description, machine } = view;
  const level = machine && levelOf(machine);
  const isDrawn = level && countStates(level) <= MOST_STATES;
  return page({
    title: name,
    refreshAfter: REFRESH_MS,
    body: html`<section id="head"><h1><span>${name}</span></h1>${description ? html`<p>${description}</p>` : undefined}
<dl class="facts"><div><dt>Type</dt><dd>${type}</dd></div><div><dt>Created</dt><dd><time datetime="${isoOf(createdAt)}">${showInstant(createdAt)}</time></dd></div><div><dt>ARN</dt><dd><code>${arn}</code></dd></div></dl></section>
<div class="columns"><section class="card graph-card" id="graph"><h2>States</h2><div class="canvas" id="canvas">${isDrawn ? drawGraph(level, NOTHING_DRAWN) : html`<p class="soft">Its definition cannot be drawn.</p>`}</div></section>
${listing(view)}</div>`,
  });
}

function listing(view: MachineView): Html {
  const { executions, noExecutions, status, linkTo, next, isFirst } = view;
  const filter = (value: string | undefined, words: string) =>
    html`<a href="${linkTo(value === undefined ? {} : { status: value })}" ${value === status ? html`aria-current="true"` : undefined}>${words}</a>`;
  const kept = status === undefined ? {} : { status };
  return html`<section class="card" id="executions" data-live><h2>Executions</h2>
<nav class="links" aria-label="Which executions">${filter(undefined, 'All')}${Object.entries(STATUSES).map(([value, words]) => filter(value, words))}</nav>
${executions.length > 0 ? table(view) : html`<p class="soft">${noExecutions ?? 'There are none.'}</p>`}
<p class="links">${isFirst ? undefined : html`<a href="${linkTo(kept)}">Newest</a>`}${next ? html`<a href="${linkTo({ ...kept, from: next })}">Older</a>` : undefined}</p></section>`;
}

const table = ({ executions, now }: MachineView): Html =>
  html`<div class="table-box"><table class="listing"><thead><tr><th>Execution</th><th>Status</th><th>Started</th><th>Took</th></tr></thead><tbody>${executions.map(
    ({ name, status, startedAt, stoppedAt, link }) =>
      html`<tr><td><a href="${link}">${name}</a></td><td>${executionBadge(status)}</td><td class="num"><time datetime="${isoOf(startedAt)}">${showInstant(startedAt)}</time></td><td class="num">${showDuration((stoppedAt ?? now) - startedAt)}</td></tr>`,
  )}</tbody></table></div>`;
