import {
  type CollectionTag,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type ScalarTag,
} from 'yaml';

/** Plain data: what JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A CloudFormation template with every short form (`!Ref`) written out (`{ Ref: … }`). */
export interface Template {
  readonly description?: string;
  /** Names of the transforms that it asks for. */
  readonly transforms: readonly string[];
  readonly metadata: JsonObject;
  /** What SAM adds to every resource of a kind. */
  readonly globals: JsonObject;
  readonly outputs: JsonObject;
  readonly rules: JsonObject;
  readonly parameters: JsonObject;
  readonly mappings: JsonObject;
  readonly conditions: JsonObject;
  readonly resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly type: string;
  readonly properties: JsonObject;
  readonly condition?: string;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  /** Line of the resource's name, from 1. */
  readonly line: number;
}

export interface TemplateProblem {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

export type ParsedTemplate = { ok: true; template: Template } | { ok: false; problems: TemplateProblem[] };

const FUNCTIONS = ['Base64', 'Cidr', 'FindInMap', 'GetAZs', 'If', 'ImportValue', 'Join', 'Select', 'Split', 'Sub'];
const CONDITION_FUNCTIONS = ['And', 'Equals', 'Not', 'Or', 'Transform', 'GetAtt', 'ToJsonString', 'Length'];
const LONG_NAMES = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...[...FUNCTIONS, ...CONDITION_FUNCTIONS].map((name) => [`!${name}`, `Fn::${name}`] as const),
]);

/** Short forms may stand before a scalar, a list or a map: each is known three times and kept on its node. */
const customTags: (ScalarTag | CollectionTag)[] = [...LONG_NAMES.keys()].flatMap((tag) => [
  { tag, resolve: (text: string) => text },
  { tag, collection: 'seq' as const, identify: () => false },
  { tag, collection: 'map' as const, identify: () => false },
]);

/** Reads YAML or JSON. */
export function parseTemplate(text: string): ParsedTemplate {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { customTags, lineCounter, schema: 'core', merge: true });
  const problemAt = (message: string, offset?: number): TemplateProblem => {
    if (offset === undefined) return { message };
    const { line, col } = lineCounter.linePos(offset);
    return { message, line, column: col };
  };
  if (document.errors.length > 0) {
    return { ok: false, problems: document.errors.map((error) => problemAt(firstLine(error.message), error.pos[0])) };
  }
  const root = document.contents;
  if (!isMap(root)) return { ok: false, problems: [{ message: 'Template format error: unsupported structure.' }] };
  const section = (name: string): JsonObject => asObject(toJson(root.get(name, true) as Node | undefined));
  const resources: Record<string, TemplateResource> = {};
  const problems: TemplateProblem[] = [];
  const resourcesNode = root.get('Resources', true);
  if (!isMap(resourcesNode)) {
    return {
      ok: false,
      problems: [{ message: 'Template format error: At least one Resources member must be defined.' }],
    };
  }
  for (const pair of resourcesNode.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : '';
    const offset = isScalar(pair.key) ? pair.key.range?.[0] : undefined;
    const body = asObject(toJson(pair.value as Node));
    if (typeof body.Type !== 'string') {
      problems.push(
        problemAt(
          `Template format error: [/Resources/${name}] Every Resources object must contain a Type member.`,
          offset,
        ),
      );
      continue;
    }
    resources[name] = {
      type: body.Type,
      properties: asObject(body.Properties ?? {}),
      ...(typeof body.Condition === 'string' ? { condition: body.Condition } : {}),
      dependsOn: textsOf(body.DependsOn),
      ...(typeof body.DeletionPolicy === 'string' ? { deletionPolicy: body.DeletionPolicy } : {}),
      ...(typeof body.UpdateReplacePolicy === 'string' ? { updateReplacePolicy: body.UpdateReplacePolicy } : {}),
      line: offset === undefined ? 1 : lineCounter.linePos(offset).line,
    };
  }
  if (problems.length > 0) return { ok: false, problems };
  const description = root.get('Description');
  const template = {
    ...(typeof description === 'string' ? { description } : {}),
    transforms: textsOf(toJson(root.get('Transform', true) as Node | undefined)),
    metadata: section('Metadata'),
    globals: section('Globals'),
    outputs: section('Outputs'),
    rules: section('Rules'),
    parameters: section('Parameters'),
    mappings: section('Mappings'),
    conditions: section('Conditions'),
    resources,
  };
  return { ok: true, template };
}

/** One text, or a list of them. */
const textsOf = (value: Json | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');

const firstLine = (message: string) => message.split('\n')[0]?.replace(/:$/, '') ?? message;

/** An object, or an empty one for anything else. */
export function asObject(value: Json | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

function toJson(node: Node | null | undefined): Json {
  if (!node) return null;
  const longName = node.tag ? LONG_NAMES.get(node.tag) : undefined;
  const plain = plainJson(node);
  if (!longName) return plain;
  // `!GetAtt A.b` means the list [A, b].
  if (longName === 'Fn::GetAtt' && typeof plain === 'string') {
    const dot = plain.indexOf('.');
    return { [longName]: [plain.slice(0, dot), plain.slice(dot + 1)] };
  }
  return { [longName]: plain };
}

function plainJson(node: Node): Json {
  if (isScalar(node)) {
    const { value } = node;
    return value === null || typeof value === 'boolean' || typeof value === 'number' ? value : String(value);
  }
  if (isSeq(node)) return node.items.map((item) => toJson(item as Node));
  if (isMap(node)) {
    const object: JsonObject = {};
    for (const item of node.items) if (isPair(item)) object[String(item.key)] = toJson(item.value as Node);
    return object;
  }
  return null;
}
