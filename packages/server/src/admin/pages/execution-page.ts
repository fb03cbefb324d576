import type { StateMachine } from '@codeyard/engine/states-language/state-machine';
import { type Drawing, drawGraph } from './graph/draw-graph.ts';
import { countStates, levelOf } from './graph/level.ts';
import type { Text } from './history/entry.ts';
import { summarise } from './history/state-summary.ts';
import type { Story } from './history/tell-story.ts';
import { type Html, html } from './html/html.ts';
import { type Page, page } from './html/page.ts';
import { executionBadge } from './html/status.ts';
import { failureBlock, textBlock } from './html/text-block.ts';
import { type LogCard, logCard } from './log-card.ts';
import { isoOf, showDuration, showInstant } from './times.ts';
import { shownVisits, visitAnchor, visitList } from './visit-list.ts';

/** Everything that the page of an execution tells. Times are milliseconds since the epoch. */
export interface ExecutionView {
  readonly arn: string;
  readonly name: string;
  readonly machineName: string;
  readonly status: string;
  readonly startedAt: number;
  readonly stoppedAt?: number;
  readonly redrives: number;
  readonly input?: Text;
  readonly output?: Text;
  readonly error?: string;
  readonly cause?: string;
  /** Undefined when it cannot be read. */
  readonly machine: StateMachine | undefined;
  readonly story: Story;
  /** Why there is none. */
  readonly noStory?: string;
  /** How many events the history has. */
  readonly events: number;
  readonly log?: LogCard;
  readonly now: number;
}

/** More than these are no picture any more. */
const MOST_STATES = 500;
const REFRESH_MS = 2_000;
const SLOWEST_REFRESH_MS = 30_000;
/** A long history takes longer to read, and is read less often. */
const REFRESH_MS_PER_EVENT = 2;
/** What comes last into a log comes after the end of the execution. */
const AFTERGLOW_MS = 15_000;

export function executionPage(view: ExecutionView): Page {
  const { name, status, stoppedAt, now, log } = view;
  const isWatched = stoppedAt === undefined || now - stoppedAt < AFTERGLOW_MS;
  const isAtEnd = log === undefined || log.part.isEnd;
  const wait = Math.min(SLOWEST_REFRESH_MS, REFRESH_MS + view.events * REFRESH_MS_PER_EVENT);
  return page({
    title: `${wordsOf(status)} · ${name}`,
    body: html`${head(view)}${failure(view)}
<div class="columns">${graphCard(view)}${storyCard(view)}</div>
${log ? logCard(log) : undefined}
${dataCard(view)}`,
    ...(isWatched && isAtEnd ? { refreshAfter: wait } : {}),
  });
}

const wordsOf = (status: string): string => status.charAt(0) + status.slice(1).toLowerCase().replaceAll('_', ' ');

function head({ name, status, machineName, startedAt, stoppedAt, redrives, arn, now }: ExecutionView): Html {
  return html`<section id="head" data-live><h1><span>${name}</span> ${executionBadge(status)}</h1>
<dl class="facts"><div><dt>State machine</dt><dd>${machineName}</dd></div><div><dt>Started</dt><dd><time datetime="${isoOf(startedAt)}">${showInstant(startedAt)}</time></dd></div><div><dt>${stoppedAt === undefined ? 'Running for' : 'Took'}</dt><dd>${showDuration((stoppedAt ?? now) - startedAt)}</dd></div>${redrives > 0 ? html`<div><dt>Redriven</dt><dd>${redrives === 1 ? 'once' : `${redrives} times`}</dd></div>` : undefined}<div><dt>ARN</dt><dd><code>${arn}</code></dd></div></dl></section>`;
}

function failure({ status, error, cause }: ExecutionView): Html {
  const isBad = !['RUNNING', 'SUCCEEDED'].includes(status);
  const content = html`<div class="card alarm"><h2>${wordsOf(status)}</h2>${error || cause ? failureBlock('failure-cause', error, cause) : html`<p class="soft">No reason was given.</p>`}</div>`;
  return html`<section id="failure" data-live>${isBad ? content : undefined}</section>`;
}

function graphCard(view: ExecutionView): Html {
  const { machine, story, now } = view;
  const level = machine && levelOf(machine);
  const states = summarise(story.visits);
  const shown = new Set(shownVisits(story.visits));
  const drawing: Drawing = {
    states,
    transitions: story.transitions,
    now,
    linkOf: (state) => {
      const visit = states.get(state)?.visit;
      return visit && shown.has(visit) ? `#${visitAnchor(visit)}` : undefined;
    },
  };
  const picture =
    level && countStates(level) <= MOST_STATES
      ? drawGraph(level, drawing)
      : html`<p class="soft">${level ? `It has ${countStates(level)} states: too many for a picture.` : 'Its definition cannot be read.'}</p>`;
  return html`<section class="card graph-card" id="graph" data-live><h2>States</h2><div class="canvas" id="canvas">${picture}</div></section>`;
}

function storyCard({ story, noStory, startedAt, stoppedAt, now }: ExecutionView): Html {
  const span = { from: startedAt, to: stoppedAt ?? now };
  return html`<section class="card" id="story" data-live><h2>What happened</h2>${noStory ? html`<p class="soft">${noStory}</p>` : visitList(story.visits, span)}</section>`;
}

function dataCard({ input, output }: ExecutionView): Html {
  return html`<section class="card" id="data" data-live><h2>The execution’s input and output</h2><div class="pairs">${input ? textBlock('input', 'Input', input) : undefined}${output ? textBlock('output', 'Output', output) : undefined}</div></section>`;
}
