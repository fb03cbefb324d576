import type { WireModel, WireShape } from '../schema/wire-model.ts';
import { isBoundOutside } from './http-binding.ts';
import { formatTimestamp } from './timestamps.ts';

/** From an operation's value to what `JSON.stringify` writes; undefined when the value can be written as it is. */
export type EncodeJson = ((value: never) => unknown) | undefined;

export interface JsonEncoders {
  structure(name: string): (value: object) => unknown;
}

/** Compiles a model's shapes into closures that leave out what the model does not know and convert times and bytes. */
export function compileJsonEncoders(model: WireModel, useJsonNames: boolean): JsonEncoders {
  const structures = new Map<string, (value: object) => unknown>();

  function structure(name: string): (value: object) => unknown {
    const known = structures.get(name);
    if (known) return known;
    let built: ((value: object) => unknown) | undefined;
    const encode = (value: object) => {
      built ??= buildStructure(name);
      return built(value);
    };
    structures.set(name, encode);
    return encode;
  }

  function buildStructure(name: string): (value: object) => unknown {
    const shapes = Object.entries(model.structures[name]?.members ?? {});
    const members = shapes
      .filter(([, shape]) => !isBoundOutside(shape))
      .map(([memberName, shape]) => ({
        name: memberName,
        key: useJsonNames ? (shape.jsonName ?? memberName) : memberName,
        encode: encoderOf(shape) as ((value: unknown) => unknown) | undefined,
      }));
    return (value) => {
      const source = value as Record<string, unknown>;
      const result: Record<string, unknown> = {};
      for (const { name: memberName, key, encode } of members) {
        const member = source[memberName];
        if (member === undefined || member === null) continue;
        result[key] = encode ? encode(member) : member;
      }
      return result;
    };
  }

  function encoderOf(shape: WireShape): EncodeJson {
    switch (shape.type) {
      case 'structure':
        return structure(shape.structure);
      case 'list':
        return encodeList(encoderOf(shape.element));
      case 'map':
        return encodeMap(encoderOf(shape.value));
      case 'timestamp':
        return (value: Date) => {
          const format = shape.format ?? 'epoch-seconds';
          return format === 'epoch-seconds' ? value.getTime() / 1000 : formatTimestamp(value, format);
        };
      case 'blob':
        return (value: Uint8Array) => Buffer.from(value).toString('base64');
      default:
        return undefined;
    }
  }

  return { structure };
}

function encodeList(element: EncodeJson): EncodeJson {
  const encode = element as ((value: unknown) => unknown) | undefined;
  return encode && ((values: readonly unknown[]) => values.map((value) => (value === null ? null : encode(value))));
}

function encodeMap(value: EncodeJson): EncodeJson {
  const encode = value as ((value: unknown) => unknown) | undefined;
  if (!encode) return undefined;
  return (map: Record<string, unknown>) => {
    const result: Record<string, unknown> = Object.create(null);
    for (const key in map) {
      const inner = map[key];
      if (inner !== undefined && inner !== null) result[key] = encode(inner);
    }
    return result;
  };
}
