import { posix } from 'node:path';
import { ArchiveRefused } from './archive-refused.ts';

/** After so many links the kernel gives up as well. */
const MOST_FOLLOWED = 40;
const MOST_STEPS = 4_096;

/**
 * Refuses links (target by path) that lead out of the archive's folder, also by way of each other: `d -> a/b` alone is harmless,
 * and so is `e -> d/../../x` by its text, but together they lead out. Folders above links are never links themselves.
 */
export function checkLinks(links: ReadonlyMap<string, string>): void {
  // On file systems that do not tell upper from lower case another link may be met than the one that is named.
  const folded = new Map([...links].map(([path, target]) => [fold(path), target]));
  for (const [path, target] of links) {
    if (target === '' || target.includes('\0')) throw new ArchiveRefused(`${path}: the link points nowhere`);
    const isOut =
      leadsOut(path, target, (place) => links.get(place)) || leadsOut(path, target, (p) => folded.get(fold(p)));
    if (isOut) throw new ArchiveRefused(`${path}: the link points out of the archive`);
  }
}

const fold = (path: string) => path.normalize('NFC').toLowerCase();

/** Walks as the kernel would: `..` leaves the place that was really reached. */
function leadsOut(path: string, target: string, linkAt: (path: string) => string | undefined): boolean {
  const place = posix.dirname(path).split('/').filter(isStep);
  if (target.startsWith('/')) return true;
  let ahead = stepsOf(target);
  let followed = 0;
  for (let step = ahead.pop(), steps = 0; step !== undefined; step = ahead.pop(), steps += 1) {
    if (steps > MOST_STEPS) return true;
    if (step === '..') {
      if (place.pop() === undefined) return true;
      continue;
    }
    place.push(step);
    const next = linkAt(place.join('/'));
    if (next === undefined) continue;
    followed += 1;
    if (followed > MOST_FOLLOWED) return false;
    if (next.startsWith('/')) return true;
    place.pop();
    ahead = ahead.concat(stepsOf(next));
  }
  return false;
}

const isStep = (part: string) => part !== '' && part !== '.';
/** The next one last. */
const stepsOf = (target: string) => target.split('/').filter(isStep).reverse();
