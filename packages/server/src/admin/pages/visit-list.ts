import { choose } from './history/state-summary.ts';
import type { Attempt, Visit } from './history/visit.ts';
import { type Html, html } from './html/html.ts';
import { STATUS_WORDS, statusMark } from './html/status.ts';
import { failureBlock, textBlock } from './html/text-block.ts';
import { isoOf, showDuration, showInstant } from './times.ts';

const MOST_VISITS = 300;
const DEEPEST_INDENT = 3;

/** The time that the bars of visits are drawn in; milliseconds since the epoch. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

export const visitAnchor = ({ number }: Visit): string => `visit-${number}`;

/** Those that `visitList` shows. */
export const shownVisits = (visits: readonly Visit[]): readonly Visit[] => choose(visits, MOST_VISITS);

/** What happened, state by state; each opens to what it was given and made. */
export function visitList(visits: readonly Visit[], span: TimeSpan): Html {
  const shown = shownVisits(visits);
  const left = visits.length - shown.length;
  return html`${left > 0 ? html`<p class="note-line">${left} older visits to states are not shown.</p>` : undefined}<ol class="visits">${shown.map((visit) => html`<li>${drawVisit(visit, span)}</li>`)}</ol>${visits.length === 0 ? html`<p class="soft">No state has been entered.</p>` : undefined}`;
}

function drawVisit(visit: Visit, span: TimeSpan): Html {
  const end = visit.endedAt ?? span.to;
  const depth = Math.min(depthOf(visit), DEEPEST_INDENT);
  return html`<details id="v${visit.number}"><summary id="s${visit.number}">${statusMark(visit.status)}<span class="what nest-${depth}"><b>${visit.state}</b> <small>${noteOf(visit)}</small></span><span class="num from" title="${showInstant(visit.enteredAt)}">+${showDuration(visit.enteredAt - span.from)}</span><span class="num">${showDuration(end - visit.enteredAt)}</span><span class="bar-cell ${visit.status}">${bar(visit.enteredAt, end, span)}</span></summary>
<div class="body" id="${visitAnchor(visit)}">${drawBody(visit, span)}</div></details>`;
}

function depthOf({ parent }: Visit): number {
  let depth = 0;
  for (let outer = parent; outer; outer = outer.parent) depth++;
  return depth;
}

/** `Task · item 3 · 2 attempts · failed`. */
function noteOf({ type, iteration, attempts, status }: Visit): string {
  const item = iteration === undefined ? '' : `item ${iteration}`;
  const tries = attempts.length > 1 ? `${attempts.length} attempts` : '';
  return [type, item, tries, status === 'succeeded' ? '' : STATUS_WORDS[status]].filter(Boolean).join(' · ');
}

const WIDTH = 1_000;

function bar(from: number, to: number, span: TimeSpan): Html {
  const whole = Math.max(1, span.to - span.from);
  const x = Math.min(WIDTH - 8, Math.round(((from - span.from) / whole) * WIDTH));
  const width = Math.max(8, Math.min(WIDTH - x, Math.round(((to - from) / whole) * WIDTH)));
  return html`<svg class="span" viewBox="0 0 ${WIDTH} 8" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="${WIDTH}" height="8"/><rect class="own" x="${x}" width="${width}" height="8"/></svg>`;
}

function drawBody(visit: Visit, { to }: TimeSpan): Html {
  const { number, input, output, attempts, endedAt, enteredAt } = visit;
  const last = attempts.at(-1);
  const error = visit.error ?? last?.error;
  const cause = visit.error === undefined ? last?.cause : visit.cause;
  return html`<div class="soft"><time datetime="${isoOf(enteredAt)}">${showInstant(enteredAt)}</time>${endedAt === undefined ? ', in progress' : html` to <time datetime="${isoOf(endedAt)}">${showInstant(endedAt)}</time>`}</div>
${error ? failureBlock(`e${number}`, error, cause) : undefined}
<div class="pairs">${input ? textBlock(`i${number}`, 'Input', input) : undefined}${output ? textBlock(`o${number}`, 'Output', output) : undefined}</div>
${attempts.length > 1 ? attemptTable(attempts, to) : undefined}
${last?.resource || last?.input ? handedOver(number, last) : undefined}`;
}

const attemptTable = (attempts: readonly Attempt[], now: number): Html =>
  html`<div><h3>Attempts</h3><div class="table-box"><table class="attempts"><thead><tr><th>#</th><th>Began</th><th>Took</th><th>Outcome</th></tr></thead><tbody>${attempts.map(
    ({ startedAt, endedAt, error, cause }, index) =>
      html`<tr><td>${index + 1}</td><td class="num">${showInstant(startedAt)}</td><td class="num">${showDuration((endedAt ?? now) - startedAt)}</td><td>${error ? html`<span class="error-name">${error}</span> ${(cause ?? '').slice(0, 300)}` : endedAt === undefined ? 'in progress' : 'succeeded'}</td></tr>`,
  )}</tbody></table></div></div>`;

/** What the task was called with, and what it answered. */
function handedOver(number: number, { resource, input, submitted, output }: Attempt): Html {
  const answer = output ?? submitted;
  return html`<div class="pairs">${input ? textBlock(`p${number}`, `Handed to ${resource ?? 'the task'}`, input) : undefined}${answer ? textBlock(`a${number}`, output ? 'Its answer' : 'What it answered so far', answer) : undefined}</div>`;
}
