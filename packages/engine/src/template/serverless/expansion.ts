import { asObject, type Json, type JsonObject } from '../json.ts';
import type { TemplatePath, TemplateResource } from '../template.ts';

/** What one serverless resource stands for: resources by logical id, and what cannot be done with it. */
export interface Expansion {
  readonly resources: Readonly<Record<string, Made>>;
  readonly problems: readonly ExpansionProblem[];
}

/** What cannot be done with a serverless resource, and where in its properties that is said. */
export interface ExpansionProblem {
  readonly message: string;
  readonly at?: TemplatePath;
}

/** A resource that an expansion makes; what it leaves out it has from the serverless one. */
export type Made = Pick<TemplateResource, 'type' | 'properties'> & Partial<TemplateResource>;

export interface ServerlessResource {
  readonly id: string;
  /** With what `Globals` says of its kind. */
  readonly properties: JsonObject;
}

/** Those of an object's members that are there, under other names. */
export function renamed(properties: JsonObject, names: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) => {
      const value = properties[from];
      return value === undefined ? [] : [[to, value] as const];
    }),
  );
}

/** Tags as most resources have them, with the one that SAM adds. */
export function tagList(tags: Json | undefined, creator: string): Json[] {
  const own = Object.entries(asObject(tags)).map(([Key, Value]) => ({ Key, Value }));
  return [{ Key: creator, Value: 'SAM' }, ...own];
}
