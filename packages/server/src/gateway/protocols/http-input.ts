import type { Refusal } from '../../platform/refusal.ts';
import type { Decoders } from '../schema/compile-decoder.ts';
import { type Constraints, compileConstraints } from '../schema/constraints.ts';
import { memberSegment, violate, type Walk } from '../schema/walk.ts';
import type { ScalarShape, WireModel, WireShape } from '../schema/wire-model.ts';
import { isBoundOutside } from './http-binding.ts';
import type { WireCall } from './protocol.ts';
import { textScalar } from './text-scalars.ts';

/** What differs between REST-JSON and REST-XML. */
export interface RestBody<Node> {
  readonly decoders: Decoders<Node>;
  /** The body as a tree; undefined when it is empty. */
  parse(body: Buffer): Node | undefined;
  /** A header, label or query parameter that is not what its shape says. */
  invalidArgument(name: string, text: string): Refusal;
}

/** Puts one member into the input, or leaves it out. */
type Bind = (call: WireCall, input: Record<string, unknown>) => void;

interface Binding {
  readonly name: string;
  readonly required: boolean;
  readonly sensitive: boolean;
  readonly bind: Bind;
  readonly constraints: Constraints | undefined;
}

export interface HttpInput {
  readonly streamsBody: boolean;
  decode(call: WireCall, walk: Walk): Record<string, unknown>;
}

/** Compiles how an operation's input is gathered from path, query, headers and body. */
export function compileHttpInput<Node>(model: WireModel, structure: string, body: RestBody<Node>): HttpInput {
  const members = Object.entries(model.structures[structure]?.members ?? {});
  const bindings = members.flatMap(([name, shape]) => bindingOf(name, shape, body.invalidArgument));
  const payload = members.find(([, shape]) => shape.httpPayload);
  const inBody = members.filter(([, shape]) => !isBoundOutside(shape));
  const readBody = payload
    ? payloadReader(...payload, body)
    : inBody.length > 0
      ? bodyReader(structure, body)
      : undefined;
  return {
    streamsBody: payload?.[1].type === 'blob' && payload[1].streaming === true,
    decode(call, walk) {
      const input: Record<string, unknown> = {};
      if (readBody) readBody(call, input, walk);
      for (const { name, required, sensitive, bind, constraints } of bindings) {
        bind(call, input);
        const value = input[name];
        const messages = value === undefined ? undefined : constraints?.broken(value);
        if (!messages && !(required && value === undefined)) continue;
        walk.path.push(memberSegment(name));
        if (messages) for (const message of messages) violate(walk, value, message, sensitive);
        else violate(walk, null, 'Member must not be null', false);
        walk.path.pop();
      }
      return input;
    },
  };
}

type Refuse = (name: string, text: string) => Refusal;

function bindingOf(name: string, shape: WireShape, refuse: Refuse): Binding[] {
  const bind = bindOf(name, shape, refuse);
  if (!bind) return [];
  const sensitive = shape.sensitive !== undefined;
  return [{ name, required: shape.required === true, sensitive, bind, constraints: compileConstraints(shape) }];
}

function bindOf(name: string, shape: WireShape, refuse: Refuse): Bind | undefined {
  const reader = (format: TextFormat) => elementReader(shape, format, refuse);
  if (shape.httpLabel) return bindOne(name, (call) => call.labels?.[name], reader('date-time')(name));
  if (shape.httpHeader !== undefined) {
    const header = shape.httpHeader.toLowerCase();
    const read = reader('http-date')(shape.httpHeader);
    if (shape.type === 'list') return bindMany(name, (call) => call.headers[header]?.split(',').map(trim), read);
    return bindOne(name, (call) => call.headers[header], read);
  }
  if (shape.httpQuery !== undefined) {
    const key = shape.httpQuery;
    const read = reader('date-time')(key);
    if (shape.type === 'list') return bindMany(name, (call) => queryValues(call, key), read);
    return bindOne(name, (call) => queryValues(call, key)?.[0], read);
  }
  if (shape.httpQueryParams) return bindQueryParameters(name, shape);
  if (shape.httpPrefixHeaders !== undefined) return bindPrefixHeaders(name, shape.httpPrefixHeaders.toLowerCase());
  return undefined;
}

type TextFormat = 'date-time' | 'http-date';
type Read = (text: string) => unknown;

/** Reads a scalar, or an element of a list. `argument` is what messages call it. */
function elementReader(shape: WireShape, format: TextFormat, refuse: Refuse): (argument: string) => Read {
  const read = textScalar((shape.type === 'list' ? shape.element : shape) as ScalarShape, format);
  return (argument) => (text) => {
    const value = read(text);
    if (value === undefined) throw refuse(argument, text);
    return value;
  };
}

function bindOne(name: string, find: (call: WireCall) => string | undefined, read: Read): Bind {
  return (call, input) => {
    const text = find(call);
    if (text !== undefined) input[name] = read(text);
  };
}

function bindMany(name: string, find: (call: WireCall) => readonly string[] | undefined, read: Read): Bind {
  return (call, input) => {
    const texts = find(call);
    if (texts !== undefined) input[name] = texts.map(read);
  };
}

const trim = (text: string) => text.trim();

function queryValues({ query }: WireCall, key: string): readonly string[] | undefined {
  const values = query.filter(([name]) => name === key).map(([, value]) => value);
  return values.length > 0 ? values : undefined;
}

function bindQueryParameters(name: string, shape: WireShape): Bind {
  const many = shape.type === 'map' && shape.value.type === 'list';
  return ({ query }, input) => {
    const map: Record<string, string | string[]> = Object.create(null);
    for (const [key, value] of query) {
      const known = map[key];
      if (many) map[key] = [...(Array.isArray(known) ? known : []), value];
      else if (known === undefined) map[key] = value;
    }
    input[name] = map;
  };
}

function bindPrefixHeaders(name: string, prefix: string): Bind {
  return ({ headers }, input) => {
    let map: Record<string, string> | undefined;
    for (const header in headers) {
      const value = headers[header];
      if (value === undefined || !header.startsWith(prefix)) continue;
      map ??= Object.create(null) as Record<string, string>;
      map[header.slice(prefix.length)] = value;
    }
    if (map) input[name] = map;
  };
}

type ReadBody = (call: WireCall, input: Record<string, unknown>, walk: Walk) => void;

function payloadReader<Node>(name: string, shape: WireShape, { decoders, parse }: RestBody<Node>): ReadBody {
  if (shape.type === 'blob') {
    return ({ stream, body }, input) => {
      input[name] = stream ?? body;
    };
  }
  const isText = shape.type === 'string';
  const decode = isText ? undefined : decoders.shape(shape);
  return ({ body }, input, walk) => {
    const node = !decode || body.length === 0 ? undefined : parse(body);
    walk.path.push(memberSegment(name));
    if (decode && node !== undefined) input[name] = decode(node, walk);
    else if (isText && body.length > 0) input[name] = body.toString('utf8');
    else if (shape.required) violate(walk, null, 'Member must not be null', false);
    walk.path.pop();
  };
}

/** Members that are bound elsewhere are no part of the body, whatever it says. */
function bodyReader<Node>(structure: string, { decoders, parse }: RestBody<Node>): ReadBody {
  const decode = decoders.part(structure, (shape) => !isBoundOutside(shape));
  return ({ body }, input, walk) => {
    const node = body.length === 0 ? undefined : parse(body);
    if (node !== undefined) Object.assign(input, decode(node, walk));
  };
}
