import type { Text } from '../history/entry.ts';
import { type Html, html } from './html.ts';

/** A text with its heading; JSON is indented. */
export function textBlock(id: string, heading: string, { text, left }: Text): Html {
  const rest = left === 0 ? undefined : html`<p class="note-line">${leftOut(text, left)}</p>`;
  return html`<div><h3>${heading}</h3>${text === '' && left > 0 ? undefined : html`<pre id="${id}" tabindex="0">${left > 0 ? text : pretty(text)}</pre>`}${rest}</div>`;
}

const leftOut = (text: string, left: number): string =>
  text === ''
    ? `${count(left)} characters, too many to be shown with the newer ones: aws stepfunctions get-execution-history has them.`
    : `${count(left)} more characters: aws stepfunctions get-execution-history has them.`;

const count = (value: number): string => value.toLocaleString('en');

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

/** What is known of a failure; functions tell it as JSON, whose message comes first. */
export function failureBlock(id: string, error: string | undefined, cause: string | undefined): Html {
  const message = cause === undefined ? undefined : messageIn(cause);
  return html`<div>${error ? html`<p class="error-name">${error}${message ? html`: ${message}` : undefined}</p>` : undefined}${cause ? html`<pre id="${id}" tabindex="0">${pretty(cause)}</pre>` : undefined}</div>`;
}

function messageIn(cause: string): string | undefined {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : undefined;
  } catch {
    return undefined;
  }
}
