import { type Event, parseEvents } from 'js-yaml';
import { keyText, longName, MOST_LEVELS, startOf } from './read-yaml.ts';
import type { TemplatePath } from './template.ts';

/** Where something is written; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A value as it is written; what is known of a member is where its key begins. */
interface Written {
  readonly offset: number;
  /** What a short form stands for: `Fn::Sub`. */
  readonly name?: string;
  readonly members?: ReadonlyMap<string, Written>;
  readonly items?: readonly Written[];
}

/** Counts lines once, for the places of many offsets. */
function createPlaces(text: string): (offset: number) => Place {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), ({ index, 0: end }) => index + end.length)];
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

export const placeOf = (text: string, offset: number): Place => createPlaces(text)(offset);

/** Where the key or the list item at a path is written. To be called once there is something to tell: it reads the text again. */
export function locate(text: string, path: TemplatePath): Place | undefined {
  const found = createLocator(text)(path);
  return found && found.steps === path.length ? found.place : undefined;
}

/** Finds the places of many paths in one text: of each as many steps as are written there. */
export function createLocator(text: string): (path: TemplatePath) => { place: Place; steps: number } | undefined {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const root = readPositions(source);
  const place = createPlaces(source);
  return (path) => {
    if (!root) return undefined;
    let [written, isNamed, steps] = [root, false, 0];
    for (const step of path) {
      if (written.name === step && !isNamed) {
        // The short form is one value, whatever is written out of it.
        isNamed = true;
        steps += 1;
        continue;
      }
      const inner = typeof step === 'number' ? written.items?.[step] : written.members?.get(step);
      if (!inner && !isPartOfShortForm(written, step)) break;
      steps += 1;
      if (inner) [written, isNamed] = [inner, false];
    }
    return { place: place(written.offset), steps };
  };
}

/** `!GetAtt A.b` has two items and is written as one text. */
const isPartOfShortForm = ({ name, items }: Written, step: string | number): boolean =>
  name === 'Fn::GetAtt' && items === undefined && typeof step === 'number' && step < 2;

function readPositions(source: string): Written | undefined {
  let events: readonly Event[];
  try {
    events = parseEvents(source, { maxDepth: MOST_LEVELS });
  } catch {
    return undefined;
  }
  // The first event opens the document.
  let at = 1;
  /** Where the last thing that is written begins: good enough for one that is not. */
  let last = 0;
  const isOpen = () => at < events.length && events[at]?.type !== 6;

  function node(keyOffset?: number): Written {
    const event = events[at++];
    if (!event) return { offset: last };
    last = startOf(event) ?? last;
    const written = { offset: keyOffset ?? last };
    if (event.type === 4) return named(written, longName(source, event));
    if (event.type !== 2 && event.type !== 3) return written;
    const inner = event.type === 2 ? { items: items() } : { members: members() };
    at += 1;
    return named({ ...written, ...inner }, longName(source, event));
  }

  function items(): Written[] {
    const found: Written[] = [];
    while (isOpen()) found.push(node());
    return found;
  }

  function members(): Map<string, Written> {
    const found = new Map<string, Written>();
    while (isOpen()) {
      const key = events[at];
      const offset = (key && startOf(key)) ?? last;
      const name = key?.type === 4 ? keyText(source, key) : undefined;
      if (name === undefined) node();
      else at += 1;
      const value = node(offset);
      if (name !== undefined && !found.has(name)) found.set(name, value);
    }
    return found;
  }

  return isOpen() ? node() : undefined;
}

const named = (written: Written, name: string | undefined): Written =>
  name === undefined ? written : { ...written, name };
