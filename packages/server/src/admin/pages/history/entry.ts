import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** What a state was given or made, as much of it as a page keeps. */
export interface Text {
  readonly text: string;
  /** How many characters are not kept. */
  readonly left: number;
}

/** An event of the history, whatever kind of details it has. */
export interface Entry {
  readonly id: number;
  readonly previous: number;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly name?: string;
  readonly index?: number;
  /** How many items a Map has. */
  readonly length?: number;
  readonly resource?: string;
  input?: Text;
  output?: Text;
  readonly error?: string;
  readonly cause?: string;
}

const LONGEST_TEXT = 16_000;
const LONGEST_CAUSE = 8_000;

interface Details {
  readonly name?: string;
  readonly index?: number;
  readonly length?: number;
  readonly resource?: string;
  readonly resourceType?: string;
  readonly input?: string;
  readonly parameters?: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

export function readEntry(event: HistoryEvent): Entry {
  const member = Object.entries(event).find(([name, value]) => name.endsWith('EventDetails') && value !== undefined);
  const { name, index, length, resource, resourceType, error, cause, output, ...rest } = (member?.[1] ?? {}) as Details;
  const input = rest.input ?? rest.parameters;
  return {
    id: event.id ?? 0,
    previous: event.previousEventId ?? 0,
    type: event.type ?? '',
    at: event.timestamp?.getTime() ?? 0,
    ...(name === undefined ? {} : { name }),
    ...(index === undefined ? {} : { index }),
    ...(length === undefined ? {} : { length }),
    ...(resource === undefined ? {} : { resource: resourceType ? `${resourceType}:${resource}` : resource }),
    ...(input === undefined ? {} : { input: cut(input) }),
    ...(output === undefined ? {} : { output: cut(output) }),
    ...(error === undefined ? {} : { error: cut(error, LONGEST_CAUSE).text }),
    ...(cause === undefined ? {} : { cause: cut(cause, LONGEST_CAUSE).text }),
  };
}

/** A copy, so that the whole text is not held in memory by its beginning. */
export const cut = (text: string, longest = LONGEST_TEXT): Text =>
  text.length <= longest
    ? { text, left: 0 }
    : { text: Buffer.from(text.slice(0, longest)).toString(), left: text.length - longest };

/** Characters of all texts together. */
const MOST_KEPT = 2_000_000;

/** Keeps the texts of the newest entries and forgets those of the oldest when they become too many. */
export function createKeeper(most = MOST_KEPT) {
  const entries: Entry[] = [];
  let kept = 0;
  let oldest = 0;
  const lengthOf = ({ input, output }: Entry) => (input?.text.length ?? 0) + (output?.text.length ?? 0);
  const forget = (text: Text): Text => ({ text: '', left: text.left + text.text.length });
  return {
    entries: entries as readonly Entry[],
    add(entry: Entry): void {
      entries.push(entry);
      kept += lengthOf(entry);
      for (; kept > most && oldest < entries.length - 1; oldest++) {
        const old = entries[oldest] as Entry;
        kept -= lengthOf(old);
        if (old.input) old.input = forget(old.input);
        if (old.output) old.output = forget(old.output);
      }
    },
  };
}
