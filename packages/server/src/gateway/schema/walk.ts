import { renderValue } from './render-value.ts';

/** Where a decoder stands in the input, and what it found broken on the way there. */
export interface Walk {
  /** Member names, list positions and map keys, outermost first. */
  readonly path: (string | number)[];
  readonly violations: string[];
  /** Of all violations; only the first ones are worded. */
  count: number;
}

/** Deeper input is refused: no model nests like that, and a stack ends somewhere. */
export const DEEPEST = 128;

/** A hostile body could break a constraint a million times; this many are told. */
const MOST_TOLD = 1000;

export function startWalk(): Walk {
  return { path: [], violations: [], count: 0 };
}

/** Notes a violation at the walk's position; `value` is withheld when the shape is sensitive. */
export function violate(walk: Walk, value: unknown, constraint: string, sensitive: boolean): void {
  walk.count += 1;
  if (walk.violations.length >= MOST_TOLD) return;
  const shown = value === null ? ' null' : sensitive ? '' : ` '${renderValue(value)}'`;
  walk.violations.push(`Value${shown} at '${pathText(walk)}' failed to satisfy constraint: ${constraint}`);
}

/** All violations in one sentence, as AWS words it. */
export function violationMessage({ count, violations }: Walk): string {
  return `${count} validation error${count === 1 ? '' : 's'} detected: ${violations.join('; ')}`;
}

/** `pipeline.stages.1.member.name`: members begin in lower case, list positions count from 1. */
export function pathText({ path }: Walk): string {
  return path.map((segment) => (typeof segment === 'number' ? `${segment + 1}.member` : segment)).join('.');
}

/** How AWS writes a member's name in a path. */
export function memberSegment(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
