import type { ScalarShape, WireModel, WireShape } from '../schema/wire-model.ts';

/** Numbers to botocore, text to the SDK for JavaScript. */
const TEXT_NUMBERS: ReadonlySet<string> = new Set(['PartNumberMarker', 'NextPartNumberMarker']);

/** A value for every member of an operation's output, each structure once on the way down. */
export function sampleStructure(model: WireModel, name: string, seen: readonly string[] = []): Record<string, unknown> {
  const structure = model.structures[name];
  const sample: Record<string, unknown> = {};
  for (const [member, shape] of Object.entries(structure?.members ?? {})) {
    if (structure?.union && Object.keys(sample).length > 0) break;
    const value = TEXT_NUMBERS.has(member) ? '7' : sampleShape(model, shape, [...seen, name]);
    if (value !== undefined) sample[member] = value;
  }
  return sample;
}

function sampleShape(model: WireModel, shape: WireShape, seen: readonly string[]): unknown {
  switch (shape.type) {
    case 'structure':
      if (shape.eventStream || seen.includes(shape.structure)) return undefined;
      return sampleStructure(model, shape.structure, seen);
    case 'list': {
      const element = sampleShape(model, shape.element, seen);
      return element === undefined ? undefined : [element, element];
    }
    case 'map': {
      const value = sampleShape(model, shape.value, seen);
      if (value === undefined) return undefined;
      return shape.httpPrefixHeaders === undefined ? { k1: value, k2: value } : { k1: 'header' };
    }
    default:
      return sampleScalar(shape);
  }
}

function sampleScalar(shape: ScalarShape): unknown {
  switch (shape.type) {
    case 'string':
      return shape.httpHeader === undefined ? 'v<&"é' : '7';
    case 'number':
      return 200;
    case 'boolean':
      return true;
    case 'timestamp':
      return new Date(1_600_000_000_000);
    case 'blob':
      return Buffer.from('ab&<');
    case 'document':
      return { d: 1 };
  }
}

/** As both sides of a comparison write values that JSON has no words for. */
export function plain(value: unknown): unknown {
  if (value instanceof Date) return `time:${Math.floor(value.getTime() / 1000)}`;
  if (value instanceof Uint8Array) return `bytes:${Buffer.from(value).toString('base64')}`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
