import type { AttributeValue, Item } from './attribute-value.ts';
import { ExpressionProblem, type Path } from './expression.ts';

/** The value at a path; undefined where there is none. */
export function readPath(item: Item, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const part of path) value = value && memberOf(value, part);
  return value;
}

function memberOf(value: AttributeValue, part: string | number): AttributeValue | undefined {
  if (typeof part === 'number') return 'L' in value ? value.L[part] : undefined;
  return 'M' in value && Object.hasOwn(value.M, part) ? value.M[part] : undefined;
}

/** The item with a value at a path, whose parents must be there; undefined takes it away. */
export function writePath(item: Item, path: Path, value: AttributeValue | undefined): Item {
  const written = write({ M: item }, path, value);
  return 'M' in written ? written.M : item;
}

function write(
  parent: AttributeValue,
  [part, ...rest]: readonly (string | number)[],
  value: AttributeValue | undefined,
): AttributeValue {
  if (part === undefined) return parent;
  const known = memberOf(parent, part);
  if (rest.length > 0) {
    if (!known) {
      if (value === undefined) return parent;
      throw invalidPath();
    }
    return put(parent, part, write(known, rest, value));
  }
  return put(parent, part, value);
}

function put(parent: AttributeValue, part: string | number, value: AttributeValue | undefined): AttributeValue {
  if (typeof part === 'number') {
    if (!('L' in parent)) throw invalidPath();
    const list = [...parent.L];
    // A place behind the end is the end.
    if (value === undefined) list.splice(part, 1);
    else if (part < list.length) list[part] = value;
    else list.push(value);
    return { L: list };
  }
  if (!('M' in parent)) throw invalidPath();
  const { [part]: _, ...others } = parent.M;
  return { M: value === undefined ? others : { ...parent.M, [part]: value } };
}

const invalidPath = () =>
  new ExpressionProblem('The document path provided in the update expression is invalid for update');

/** What a projection leaves of an item. */
export function project(item: Item, paths: readonly Path[]): Item {
  let result: AttributeValue = { M: {} };
  // Of a list, the chosen places in their order and nothing between.
  const ordered = [...paths].sort((a, b) => comparePaths(a, b));
  for (const path of ordered) {
    const value = readPath(item, path);
    if (value) result = graft(result, path, value);
  }
  return 'M' in result ? result.M : {};
}

function comparePaths(a: Path, b: Path): number {
  for (const [at, part] of a.entries()) {
    const other = b[at];
    if (typeof part === 'number' && typeof other === 'number' && part !== other) return part - other;
  }
  return 0;
}

/** Puts a value where its path leads, making the maps and lists on the way. */
function graft(
  parent: AttributeValue | undefined,
  [part, ...rest]: readonly (string | number)[],
  value: AttributeValue,
): AttributeValue {
  if (part === undefined) return value;
  if (typeof part === 'number') {
    const list = parent && 'L' in parent ? parent.L : [];
    return { L: [...list, graft(undefined, rest, value)] };
  }
  const map: Item = parent && 'M' in parent ? parent.M : {};
  return { M: { ...map, [part]: graft(Object.hasOwn(map, part) ? map[part] : undefined, rest, value) } };
}
