import { isObject, type Json } from './json.ts';
import { readPath, type Surroundings } from './json-path.ts';
import { runtimeError } from './states-error.ts';

/** What intrinsic functions cannot make themselves. */
export interface Chance {
  uuid(): string;
  /** From 0 to below 1. */
  random(): number;
  /** Hexadecimal digest, by one of the names MD5, SHA-1, SHA-256, SHA-384, SHA-512. */
  hash(text: string, algorithm: string): string;
  toBase64(text: string): string;
  fromBase64(text: string): string;
}

export type IntrinsicCall =
  | { readonly name: string; readonly parameters: readonly IntrinsicCall[] }
  | { readonly path: string }
  | { readonly value: Json };

const MOST_ITEMS = 1_000;
const MOST_TEXT = 10_000;
const MOST_DEPTH = 10;

/** Whether a value of a payload template is a call of an intrinsic function, and not a path. */
export const isIntrinsic = (text: string) => /^States\.[A-Za-z0-9]+\s*\(/.test(text);

/** https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html; throws a StatesError for what is no call. */
export function parseIntrinsic(text: string): IntrinsicCall {
  let at = 0;
  const fail = (): never => {
    throw runtimeError(`The intrinsic function '${text}' is not valid`);
  };
  const skip = () => {
    while (/\s/.test(text[at] ?? '')) at += 1;
  };
  const take = (pattern: RegExp): string | undefined => {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = at;
    const found = sticky.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };

  function parameter(depth: number): IntrinsicCall {
    skip();
    if (text[at] === "'") return { value: quoted() };
    if (text.startsWith('States.', at)) return call(depth + 1);
    if (text[at] === '$') return { path: path() };
    const word = take(/[^\s,()']+/);
    if (word === undefined) return fail();
    if (/^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(word)) return { value: JSON.parse(word) as Json };
    return fail();
  }

  function quoted(): string {
    const raw = take(/'(?:[^'\\]|\\.)*'/) ?? fail();
    // Escaped braces stay so for States.Format.
    return raw.slice(1, -1).replace(/\\(['\\])/g, '$1');
  }

  /** Up to the comma or bracket that ends the parameter; those of filters and quotes belong to the path. */
  function path(): string {
    const begin = at;
    let brackets = 0;
    while (at < text.length) {
      const character = text[at] ?? '';
      if (character === "'" && brackets > 0) {
        quoted();
        continue;
      }
      if (character === '[' || (character === '(' && brackets > 0)) brackets += 1;
      if (character === ']' || (character === ')' && brackets > 0)) brackets -= 1;
      if (brackets === 0 && (character === ',' || (character === ')' && !text.slice(0, at).endsWith('length(')))) break;
      at += 1;
    }
    return text.slice(begin, at).trim();
  }

  function call(depth: number): IntrinsicCall {
    if (depth > MOST_DEPTH) return fail();
    const name = (take(/States\.[A-Za-z0-9]+/) ?? fail()).slice('States.'.length);
    skip();
    if (text[at++] !== '(') return fail();
    const parameters: IntrinsicCall[] = [];
    skip();
    if (text[at] === ')') at += 1;
    else {
      for (;;) {
        parameters.push(parameter(depth));
        skip();
        const next = text[at++];
        if (next === ')') break;
        if (next !== ',') return fail();
      }
    }
    return FUNCTIONS[name] ? { name, parameters } : fail();
  }

  skip();
  const parsed = call(1);
  skip();
  return at === text.length ? parsed : fail();
}

export function evaluateIntrinsic(call: IntrinsicCall, from: Surroundings, chance: Chance): Json {
  if ('value' in call) return call.value;
  if ('path' in call) return readPath(call.path, from, 'intrinsic function');
  const given = call.parameters.map((parameter) => evaluateIntrinsic(parameter, from, chance));
  const fail = (why: string): never => {
    throw runtimeError(`Invalid arguments in States.${call.name}: ${why}`);
  };
  const made = FUNCTIONS[call.name]?.(given, { fail, chance });
  return made === undefined ? fail('it makes nothing of them') : made;
}

interface Means {
  readonly fail: (why: string) => never;
  readonly chance: Chance;
}

const text = (value: Json | undefined, { fail }: Means): string =>
  typeof value === 'string' ? (value.length > MOST_TEXT ? fail('a text is too long') : value) : fail('it takes a text');
const list = (value: Json | undefined, { fail }: Means): readonly Json[] =>
  Array.isArray(value) ? (value as Json[]) : fail('it takes an array');
const whole = (value: Json | undefined, { fail }: Means): number =>
  typeof value === 'number' ? Math.round(value) : fail('it takes a number');
const key = (value: Json): string =>
  isObject(value)
    ? `{${Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, member]) => `${JSON.stringify(name)}:${key(member)}`)
        .join()}}`
    : Array.isArray(value)
      ? `[${(value as Json[]).map(key).join()}]`
      : JSON.stringify(value);

const FUNCTIONS: Readonly<Record<string, (given: Json[], means: Means) => Json>> = {
  Format([template, ...values], means) {
    let next = 0;
    const filled = text(template, means).replace(/\\([{}])|\{\}/g, (_, escaped: string | undefined) => {
      if (escaped) return escaped;
      const value = values[next++];
      if (value === undefined) return means.fail('it has fewer values than places for them');
      return typeof value === 'string' ? value : JSON.stringify(value);
    });
    return next < values.length ? means.fail('it has more values than places for them') : filled;
  },
  StringToJson([value], means) {
    try {
      return JSON.parse(text(value, means)) as Json;
    } catch {
      return means.fail('the text is no JSON');
    }
  },
  JsonToString: ([value]) => JSON.stringify(value ?? null),
  Array: (values) => values,
  ArrayPartition([array, size], means) {
    const [items, length] = [list(array, means), whole(size, means)];
    if (length < 1) means.fail('the size must be positive');
    return Array.from({ length: Math.ceil(items.length / length) }, (_, index) =>
      items.slice(index * length, (index + 1) * length),
    );
  },
  ArrayContains: ([array, value], means) => {
    const wanted = key(value ?? null);
    return list(array, means).some((item) => key(item) === wanted);
  },
  ArrayRange([first, last, step], means) {
    const [from, to, by] = [whole(first, means), whole(last, means), whole(step, means)];
    if (by === 0) means.fail('the step must not be 0');
    const count = Math.floor((to - from) / by) + 1;
    if (count > MOST_ITEMS) means.fail(`the array would have more than ${MOST_ITEMS} items`);
    return Array.from({ length: Math.max(0, count) }, (_, index) => from + index * by);
  },
  ArrayGetItem: ([array, index], means) =>
    list(array, means)[whole(index, means)] ?? means.fail('the index is outside of the array'),
  ArrayLength: ([array], means) => list(array, means).length,
  ArrayUnique: ([array], means) => [...new Map(list(array, means).map((item) => [key(item), item])).values()],
  Base64Encode: ([value], means) => means.chance.toBase64(text(value, means)),
  Base64Decode: ([value], means) => means.chance.fromBase64(text(value, means)),
  Hash: ([value, algorithm], means) => {
    const name = text(algorithm, means);
    if (!['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'].includes(name)) means.fail(`${name} is no algorithm`);
    return means.chance.hash(typeof value === 'string' ? value : JSON.stringify(value ?? null), name);
  },
  JsonMerge([one, other, deep], means) {
    if (!isObject(one) || !isObject(other)) return means.fail('it takes two objects');
    return deep === false ? { ...one, ...other } : means.fail('only the shallow merge (false) is there');
  },
  MathRandom([from, to], means) {
    const [first, end] = [whole(from, means), whole(to, means)];
    if (end <= first) means.fail('the end must be above the start');
    return first + Math.floor(means.chance.random() * (end - first));
  },
  MathAdd: ([a, b], means) => whole(a, means) + whole(b, means),
  StringSplit([value, separators], means) {
    const characters = new Set(text(separators, means));
    const parts = [''];
    for (const character of text(value, means)) {
      if (characters.has(character)) parts.push('');
      else parts[parts.length - 1] += character;
    }
    return parts.filter((part) => part !== '');
  },
  UUID: (_, { chance }) => chance.uuid(),
};
