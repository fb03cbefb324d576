import type { Json, JsonObject } from '@codeyard/engine/template/parse-template';
import {
  DONE,
  type ExistingCall,
  type NameLimits,
  type ResourceCall,
  type ResourceType,
  textOf,
} from '../resource-type.ts';

interface Recorded {
  /** The property that names it. */
  readonly nameProperty?: string;
  readonly nameLimits?: NameLimits;
  /** What it is known by; its name when left out. */
  readonly reference?: (call: ResourceCall, name: string) => string;
  readonly attributes?: Readonly<Record<string, (call: ExistingCall) => Json>>;
  readonly replacing?: readonly string[];
}

/** A type that no service here acts on: written down, with references that look like the real ones. */
export function recordedType(
  type: string,
  { nameProperty, nameLimits, reference, attributes = {}, replacing = [] }: Recorded,
): ResourceType {
  const nameOf = (call: ResourceCall) =>
    textOf(nameProperty && call.properties[nameProperty]) ?? call.newName(nameLimits);
  const identify = (call: ResourceCall) => reference?.(call, nameOf(call)) ?? nameOf(call);
  return {
    ...{ type, attributes: Object.keys(attributes), isRecorded: true, identify },
    properties: Object.fromEntries(
      [...replacing, ...(nameProperty ? [nameProperty] : [])].map((name) => [name, 'replaces' as const]),
    ),
    ...(nameProperty ? { nameProperty } : {}),
    foresee: (name, call) => (Object.hasOwn(attributes, name) ? attributes[name]?.(call) : undefined),
    create: async () => DONE,
    read: async (call): Promise<JsonObject> =>
      Object.fromEntries(Object.entries(attributes).map(([name, tellValue]) => [name, tellValue(call)])),
    update: async () => DONE,
    delete: async () => DONE,
  };
}

/** Letters and digits of a length, the same on every try. */
export const digits = ({ token }: ResourceCall, length: number): string => token.slice(0, length);

/** A UUID, the same on every try. */
export const uuidOf = ({ token }: ResourceCall): string =>
  [
    token.slice(0, 8),
    token.slice(8, 12),
    `4${token.slice(13, 16)}`,
    `8${token.slice(17, 20)}`,
    token.slice(20, 32),
  ].join('-');

export const regionalArn = ({ stack }: Pick<ResourceCall, 'stack'>, service: string, resource: string): string =>
  `arn:aws:${service}:${stack.region}:${stack.account}:${resource}`;
