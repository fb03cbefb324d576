import type { LogPlace } from './history/find-logs.ts';
import { type Html, html } from './html/html.ts';

/** Part of a log, as a page shows it. */
export interface LogPart {
  readonly place: LogPlace;
  readonly number: number;
  readonly lines: readonly string[];
  /** Whether these are the newest lines. */
  readonly isEnd: boolean;
  /** Where the lines before these are; undefined when these are the first. */
  readonly older?: string;
  readonly problem?: string;
}

export interface LogCard {
  readonly places: readonly LogPlace[];
  readonly part: LogPart;
  /** The address of the page with this log and place in it. */
  readonly linkTo: (log: number, at?: string) => string;
}

/** The log of the build, or whatever logs the states told of. */
export function logCard({ places, part, linkTo }: LogCard): Html {
  const { place, number, lines, isEnd, older, problem } = part;
  const others = places.map(
    ({ groupName, streamName }, index) =>
      html`<a href="${linkTo(index)}#log" ${index === number ? html`aria-current="true"` : undefined}>${groupName} ${streamName}</a>`,
  );
  return html`<section class="card" id="log" data-live><h2>Log</h2>
${places.length > 1 ? html`<nav class="links" aria-label="Logs">${others}</nav>` : undefined}
<p class="note-line">${place.groupName} · ${place.streamName}</p>
${problem ? html`<p class="soft">${problem}</p>` : html`<pre class="log" id="log-lines" tabindex="0">${lines.join('\n')}</pre>`}
<p class="links">${older ? html`<a href="${linkTo(number, older)}#log">Older lines</a>` : undefined}${isEnd ? undefined : html`<a href="${linkTo(number)}#log">Newest lines</a>`}</p></section>`;
}

/** Colours and movements of the cursor, which a terminal would act on. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with one
const TERMINAL = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])/g;

/** A line as it is read: what is left after a carriage return has been written over by a terminal. */
export const plainLine = (message: string): string =>
  message
    .replace(TERMINAL, '')
    .replace(/[\r\n]+$/, '')
    .split('\n')
    .map((line) => line.replace(/^.*\r(?=.)/, ''))
    .join('\n');
