import { type Constraints, compileConstraints } from './constraints.ts';
import { serializationException } from './errors.ts';
import { DEEPEST, memberSegment, pathText, violate, type Walk } from './walk.ts';
import type { ListShape, MapShape, ScalarShape, WireModel, WireShape } from './wire-model.ts';

/**
 * How one representation (JSON, form fields, XML) is read as a tree. Each method answers undefined when the node is
 * not of that kind, which refuses the request; absent and null members are nothing.
 */
export interface TreeFormat<Node> {
  /** What a structure's member is called in this representation. */
  keyOf(name: string, shape: WireShape): string;
  isStructure(node: Node): boolean;
  member(node: Node, key: string, shape: WireShape): Node | null | undefined;
  items(node: Node, shape: ListShape): readonly (Node | null)[] | undefined;
  entries(node: Node, shape: MapShape): readonly (readonly [key: string, value: Node | null])[] | undefined;
  /** How scalars of this shape are read. */
  scalar(shape: ScalarShape): (node: Node) => unknown;
  /** The node's kind in AWS's words, for messages. */
  kindOf(node: Node): string;
}

/** Reads a node, noting broken constraints on the walk. */
export type Decode<Node> = (node: Node, walk: Walk) => unknown;

interface Compiled<Node> {
  readonly decode: Decode<Node>;
  /** Constraints of the value itself; said by the member, list or map that holds it. */
  readonly constraints: Constraints | undefined;
  readonly sensitive: boolean;
  readonly scalar: boolean;
}

export interface Decoders<Node> {
  /** Compiled once, when first asked for. */
  structure(name: string): Decode<Node>;
  /** A structure of which only some members are in this tree, as REST protocols have it. */
  part(name: string, isIncluded: (shape: WireShape) => boolean): Decode<Node>;
  /** A member by itself, such as the payload of a REST operation. */
  shape(shape: WireShape): Decode<Node>;
}

/** Compiles a model's shapes into closures that check types and constraints and convert in one walk. */
export function compileDecoders<Node>(model: WireModel, format: TreeFormat<Node>): Decoders<Node> {
  const structures = new Map<string, Decode<Node>>();

  function structure(name: string): Decode<Node> {
    const known = structures.get(name);
    if (known) return known;
    // Registered before it is built: structures may hold themselves.
    let built: Decode<Node> | undefined;
    const decode: Decode<Node> = (node, walk) => {
      built ??= buildStructure(name);
      return built(node, walk);
    };
    structures.set(name, decode);
    return decode;
  }

  function buildStructure(name: string, isIncluded: (shape: WireShape) => boolean = () => true): Decode<Node> {
    const shapes = Object.entries(model.structures[name]?.members ?? {});
    const included = shapes.filter(([, shape]) => isIncluded(shape));
    const members = included.map(([memberName, shape]) => ({
      name: memberName,
      segment: memberSegment(memberName),
      key: format.keyOf(memberName, shape),
      shape,
      required: shape.required === true,
      compiled: compile(shape),
    }));
    return (node, walk) => {
      if (!format.isStructure(node)) throw unexpected(format, node, walk, 'structure');
      if (walk.path.length > DEEPEST) throw serializationException('The input is nested too deeply.');
      const result: Record<string, unknown> = {};
      for (const member of members) {
        const child = format.member(node, member.key, member.shape);
        if (child === undefined || child === null) {
          if (!member.required) continue;
          walk.path.push(member.segment);
          violate(walk, null, 'Member must not be null', false);
        } else {
          walk.path.push(member.segment);
          result[member.name] = decodeChecked(member.compiled, child, walk);
        }
        walk.path.pop();
      }
      return result;
    };
  }

  function compile(shape: WireShape): Compiled<Node> {
    const scalar = shape.type !== 'structure' && shape.type !== 'list' && shape.type !== 'map';
    return {
      decode: compileShape(shape),
      constraints: compileConstraints(shape),
      sensitive: isSensitive(shape),
      scalar,
    };
  }

  function compileShape(shape: WireShape): Decode<Node> {
    if (shape.type === 'structure') return structure(shape.structure);
    if (shape.type === 'list') return compileList(format, shape, compile(shape.element));
    if (shape.type === 'map') return compileMap(format, shape, compile(shape.key), compile(shape.value));
    return compileScalar(format, shape);
  }

  return {
    structure,
    part: buildStructure,
    shape(shape) {
      const compiled = compile(shape);
      return (node, walk) => decodeChecked(compiled, node, walk);
    },
  };
}

function isSensitive(shape: WireShape): boolean {
  if (shape.sensitive) return true;
  if (shape.type === 'list') return isSensitive(shape.element);
  return shape.type === 'map' && (isSensitive(shape.key) || isSensitive(shape.value));
}

function decodeChecked<Node>(compiled: Compiled<Node>, node: Node, walk: Walk): unknown {
  const value = compiled.decode(node, walk);
  const broken = compiled.constraints?.broken(value);
  if (broken) for (const constraint of broken) violate(walk, value, constraint, compiled.sensitive);
  return value;
}

/** What elements break is said of the whole list, once: `Member must satisfy constraint: […]`. */
function compileList<Node>(format: TreeFormat<Node>, shape: ListShape, element: Compiled<Node>): Decode<Node> {
  const sparse = shape.element.sparse !== undefined || shape.sparse !== undefined;
  const sensitive = isSensitive(shape);
  return (node, walk) => {
    const items = format.items(node, shape);
    if (!items) throw unexpected(format, node, walk, 'list');
    const result: unknown[] = new Array(items.length);
    let isBroken = false;
    for (let i = 0; i < items.length; i += 1) {
      const item = items[i];
      walk.path.push(i);
      if (item === undefined || item === null) {
        result[i] = null;
        if (!sparse) violate(walk, null, 'Member must not be null', false);
      } else if (element.scalar) {
        result[i] = element.decode(item, walk);
        isBroken ||= element.constraints?.broken(result[i]) !== undefined;
      } else {
        result[i] = decodeChecked(element, item, walk);
      }
      walk.path.pop();
    }
    if (isBroken) violate(walk, result, `Member must satisfy constraint: ${listed(element)}`, sensitive);
    return result;
  };
}

/** Likewise for maps: `Map keys must satisfy constraint: […]` and `Map value must satisfy constraint: […]`. */
function compileMap<Node>(
  format: TreeFormat<Node>,
  shape: MapShape,
  key: Compiled<Node>,
  value: Compiled<Node>,
): Decode<Node> {
  const sparse = shape.value.sparse !== undefined || shape.sparse !== undefined;
  const sensitive = isSensitive(shape);
  return (node, walk) => {
    const entries = format.entries(node, shape);
    if (!entries) throw unexpected(format, node, walk, 'structure');
    // Without a prototype: keys are the client's, and one of them may be `__proto__`.
    const result: Record<string, unknown> = Object.create(null);
    let isKeyBroken = false;
    let isValueBroken = false;
    for (const [name, item] of entries) {
      isKeyBroken ||= key.constraints?.broken(name) !== undefined;
      walk.path.push(name, 'member');
      if (item === null) {
        if (sparse) result[name] = null;
        else violate(walk, null, 'Member must not be null', false);
      } else if (value.scalar) {
        result[name] = value.decode(item, walk);
        isValueBroken ||= value.constraints?.broken(result[name]) !== undefined;
      } else {
        result[name] = decodeChecked(value, item, walk);
      }
      walk.path.length -= 2;
    }
    if (isKeyBroken) violate(walk, result, `Map keys must satisfy constraint: ${listed(key)}`, sensitive);
    if (isValueBroken) violate(walk, result, `Map value must satisfy constraint: ${listed(value)}`, sensitive);
    return result;
  };
}

/** AWS lists all constraints of the elements, broken or not. */
function listed<Node>({ constraints }: Compiled<Node>): string {
  return `[${constraints?.all.join(', ') ?? ''}]`;
}

function compileScalar<Node>(format: TreeFormat<Node>, shape: ScalarShape): Decode<Node> {
  const read = format.scalar(shape);
  return (node, walk) => {
    const value = read(node);
    if (value === undefined)
      throw unexpected(format, node, walk, shape.type === 'number' ? numberKind(shape) : shape.type);
    return value;
  };
}

const numberKind = (shape: ScalarShape) => (shape.integer ? 'integer' : 'double');

function unexpected<Node>(format: TreeFormat<Node>, node: Node, walk: Walk, wanted: string) {
  const kind = format.kindOf(node);
  const where = walk.path.length > 0 ? ` at '${pathText(walk)}'` : '';
  if (kind.startsWith('Start of')) return serializationException(`${kind} found where not expected${where}`);
  const article = /^[aeio]/.test(wanted) ? 'an' : 'a';
  const name = wanted.charAt(0).toUpperCase() + wanted.slice(1);
  return serializationException(`${kind} can not be converted to ${article} ${name}${where}`);
}
