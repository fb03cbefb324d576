import { compileJavaPattern } from './java-pattern.ts';
import type { WireShape } from './wire-model.ts';

/** A shape's own constraints as one check. */
export interface Constraints {
  /** What a value breaks, each as AWS says it; undefined when nothing. */
  broken(value: unknown): readonly string[] | undefined;
  /** All of them: what AWS says of a list or map with a broken element in it. */
  readonly all: readonly string[];
}

/** Longer text is not put to a pattern: without a `max` that would let one request hold the processor. */
const LONGEST_MATCHED = 1_000_000;

/** Undefined when the shape has none. Order and wording are those of AWS's servers. */
export function compileConstraints(shape: WireShape): Constraints | undefined {
  const checks = [...boundChecks(shape), patternCheck(shape), enumCheck(shape)].filter((check) => check !== undefined);
  if (checks.length === 0) return undefined;
  return {
    all: checks.map(({ message }) => message),
    broken(value) {
      let broken: string[] | undefined;
      for (const { holds, message } of checks) {
        if (holds(value)) continue;
        broken ??= [];
        broken.push(message);
      }
      return broken;
    },
  };
}

interface Check {
  readonly message: string;
  readonly holds: (value: unknown) => boolean;
}

function boundChecks(shape: WireShape): Check[] {
  if (shape.type === 'structure') return [];
  const { min, max } = shape;
  const quantity = shape.type === 'number' ? 'value' : 'length';
  const measure = shape.type === 'number' ? (value: unknown) => value as number : lengthOf;
  const checks: Check[] = [];
  if (max !== undefined) {
    const message = `Member must have ${quantity} less than or equal to ${max}`;
    checks.push({ message, holds: (value) => measure(value) <= max });
  }
  if (min !== undefined) {
    const message = `Member must have ${quantity} greater than or equal to ${min}`;
    checks.push({ message, holds: (value) => measure(value) >= min });
  }
  return checks;
}

function patternCheck(shape: WireShape): Check | undefined {
  if (shape.type !== 'string' || shape.pattern === undefined) return undefined;
  const longest = shape.max ?? LONGEST_MATCHED;
  const message = `Member must satisfy regular expression pattern: ${shape.pattern}`;
  const expression = compileJavaPattern(shape.pattern);
  if (!expression) return undefined;
  return {
    message,
    holds(value) {
      const text = value as string;
      // Whoever is longer than `max` is refused for that already.
      if (text.length > longest) return shape.max !== undefined;
      return expression.test(text);
    },
  };
}

function enumCheck(shape: WireShape): Check | undefined {
  if (shape.type !== 'string' || shape.enum === undefined) return undefined;
  const members = new Set(shape.enum);
  const message = `Member must satisfy enum value set: [${shape.enum.join(', ')}]`;
  return { message, holds: (value) => members.has(value as string) };
}

/** Characters (not UTF-16 halves) of text, bytes of blobs, elements of lists, entries of maps. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return SURROGATE.test(value) ? [...value].length : value.length;
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

const SURROGATE = /[\uD800-\uDFFF]/;
