import type { Findings } from './findings.ts';
import type { Fields } from './read-fields.ts';
import type { YamlNode } from './read-yaml.ts';

const KINDS = ['build-list', 'build-graph', 'build-matrix', 'build-fanout'];

/** Keeps `batch` as plain data, every scalar as text, for those who run batches. */
export function parseBatch(root: Fields, found: Findings): unknown {
  const entry = root.entry('batch');
  if (!entry) return undefined;
  const kinds = root.entries('batch').filter(({ key }) => KINDS.includes(key));
  if (kinds.length > 1) {
    const names = kinds.map(({ key }) => key).join(',');
    found.problem(`Invalid buildspec batch: only one of ${names} is allowed`, entry.keyPlace);
  }
  return plain(entry.value);
}

function plain(node: YamlNode): unknown {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'list':
      return node.items.map(plain);
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
    case 'nothing':
      return null;
  }
}
