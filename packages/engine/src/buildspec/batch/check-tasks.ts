import type { Findings } from '../findings.ts';
import type { WrittenTask } from './parse-task.ts';

/** AWS's own group of every batch: the build that reads the batch out of the source. */
export const DOWNLOAD_SOURCE = 'DOWNLOAD_SOURCE';

/** Identifiers are well-formed and unique; dependencies exist and never come back to where they began. */
export function checkTasks(written: readonly WrittenTask[], found: Findings): void {
  checkIdentifiers(written, found);
  const known = new Set(written.map(({ task }) => task.identifier));
  for (const { task, dependsOnPlace } of written) {
    const unknown = task.dependsOn.filter((identifier) => !known.has(identifier));
    if (unknown.length === 0) continue;
    const message = `Build Identifier ${task.identifier} depends on ${unknown.join(',')}, which the batch does not define.`;
    found.problem(message, dependsOnPlace);
  }
  const circle = findCircle(written);
  if (circle) found.problem(`Build Identifiers ${circle.path} depend on each other.`, circle.at.dependsOnPlace);
}

/** One sentence for all that are malformed, as AWS writes it. */
function checkIdentifiers(written: readonly WrittenTask[], found: Findings): void {
  const malformed = written.filter(({ task }) => !/^\w{1,127}$/.test(task.identifier));
  const [first] = malformed;
  if (first) {
    const names = malformed.map(({ task }) => task.identifier).join(',');
    const rule = 'must contain only alphanumeric characters and underscores and be less than 128 characters in length.';
    found.problem(`Build Identifiers ${names} ${rule}`, first.identifierPlace);
  }
  const seen = new Set([DOWNLOAD_SOURCE]);
  for (const { task, identifierPlace } of written) {
    const { identifier } = task;
    if (seen.has(identifier)) found.problem(`Build Identifier ${identifier} is not unique.`, identifierPlace);
    seen.add(identifier);
  }
}

/** Takes away, again and again, what depends on nothing that is left; a circle is what then remains. */
function findCircle(written: readonly WrittenTask[]): { path: string; at: WrittenTask } | undefined {
  const left = new Map(written.map((entry) => [entry.task.identifier, entry]));
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [identifier, { task }] of left) {
      if (!task.dependsOn.some((dependency) => left.has(dependency))) left.delete(identifier);
    }
  }
  const [at] = left.values();
  return at && { path: walk(at, left).join(','), at };
}

/** Follows dependencies until one comes back; everything that is left depends on something that is left. */
function walk(start: WrittenTask, left: ReadonlyMap<string, WrittenTask>): string[] {
  const path: string[] = [];
  for (let at: WrittenTask | undefined = start; at; ) {
    const { identifier, dependsOn }: WrittenTask['task'] = at.task;
    if (path.includes(identifier)) return path.slice(path.indexOf(identifier));
    path.push(identifier);
    const onwards: string | undefined = dependsOn.find((dependency) => left.has(dependency));
    at = onwards === undefined ? undefined : left.get(onwards);
  }
  return path;
}
