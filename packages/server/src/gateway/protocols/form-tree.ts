import type { TreeFormat } from '../schema/compile-decoder.ts';
import { serializationException } from '../schema/errors.ts';
import { DEEPEST } from '../schema/walk.ts';
import type { ListShape, MapShape, WireShape } from '../schema/wire-model.ts';
import { textScalar } from './text-scalars.ts';

/** A value, or the fields below a dotted name. */
export type FormNode = string | ReadonlyMap<string, FormNode>;

type Branch = Map<string, string | Branch>;

/** `A.member.1.B=c` and so on as a tree. */
export function parseForm(fields: Iterable<readonly [string, string]>): FormNode {
  const root: Branch = new Map();
  for (const [name, value] of fields) {
    const parts = name.split('.');
    if (parts.length > DEEPEST) throw serializationException('The input is nested too deeply.');
    let branch = root;
    for (const part of parts.slice(0, -1)) branch = branchAt(branch, part);
    const last = parts.at(-1) ?? '';
    if (!branch.has(last)) branch.set(last, value);
  }
  return root;
}

function branchAt(parent: Branch, part: string): Branch {
  const known = parent.get(part);
  if (known instanceof Map) return known;
  const made: Branch = new Map();
  parent.set(part, made);
  return made;
}

/** The body of a Query request as a tree; EC2's dialect flattens lists and capitalises names. */
export function formTree(dialect: 'awsQuery' | 'ec2Query'): TreeFormat<FormNode> {
  const ec2 = dialect === 'ec2Query';
  return {
    keyOf: ec2 ? ec2Key : (name, shape) => shape.xmlName ?? name,
    isStructure: (node) => typeof node !== 'string',
    member: (node, key) => (typeof node === 'string' ? undefined : node.get(key)),
    items: (node, shape) => readItems(node, shape, ec2),
    entries: readEntries,
    scalar(shape) {
      const read = textScalar(shape, 'date-time');
      return (node) => (typeof node === 'string' ? read(node) : undefined);
    },
    kindOf: (node) => (typeof node === 'string' ? 'STRING_VALUE' : 'Start of structure or map'),
  };
}

function ec2Key(name: string, shape: WireShape): string {
  if (shape.ec2QueryName !== undefined) return shape.ec2QueryName;
  const key = shape.xmlName ?? name;
  return key.charAt(0).toUpperCase() + key.slice(1);
}

/** `Tags=` is how an empty list is sent. */
function readItems(node: FormNode, shape: ListShape, ec2: boolean): readonly FormNode[] | undefined {
  if (typeof node === 'string') return node === '' ? [] : undefined;
  const flat = ec2 || shape.xmlFlattened !== undefined;
  return numbered(flat ? node : (node.get(shape.element.xmlName ?? 'member') ?? node));
}

function readEntries(node: FormNode, shape: MapShape): readonly (readonly [string, FormNode | null])[] | undefined {
  if (typeof node === 'string') return node === '' ? [] : undefined;
  const entries = numbered(shape.xmlFlattened !== undefined ? node : (node.get('entry') ?? node));
  return entries?.map((entry) => {
    if (typeof entry === 'string') return ['', null];
    const key = entry.get(shape.key.xmlName ?? 'key');
    return [typeof key === 'string' ? key : '', entry.get(shape.value.xmlName ?? 'value') ?? null];
  });
}

/** What is below `1`, `2`, …, in the order of the numbers. */
function numbered(node: FormNode): readonly FormNode[] | undefined {
  if (typeof node === 'string') return node === '' ? [] : undefined;
  return [...node]
    .filter(([key]) => /^\d{1,9}$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, value]) => value);
}
