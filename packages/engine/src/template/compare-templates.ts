import { referencesIn } from './dependencies.ts';
import type { Json, JsonObject } from './json.ts';
import type { Template } from './template.ts';

/** What an update would do to a resource, as far as the templates tell. */
export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly id: string;
  readonly type: string;
  /** Names of the properties that differ, of one that is modified. */
  readonly properties: readonly string[];
  /** Properties that differ only because a resource that they refer to may be replaced. */
  readonly dynamic: readonly string[];
}

/** A template with the values that its parameters and conditions have. */
export interface EvaluatedTemplate {
  readonly template: Template;
  /** Resources whose condition holds, with everything evaluated but what only a made resource tells. */
  readonly resources: Readonly<Record<string, { readonly type: string; readonly properties: JsonObject }>>;
}

/** The changes from one version of a stack to the next, by logical id. A resource of another type goes and comes. */
export function compareTemplates(before: EvaluatedTemplate, after: EvaluatedTemplate): ResourceChange[] {
  const ids = [...new Set([...Object.keys(before.resources), ...Object.keys(after.resources)])].sort();
  const certain = ids.flatMap((id): ResourceChange[] => {
    const [was, is] = [before.resources[id], after.resources[id]];
    if (!was) return is ? [{ action: 'Add', id, type: is.type, properties: [], dynamic: [] }] : [];
    if (!is) return [{ action: 'Remove', id, type: was.type, properties: [], dynamic: [] }];
    const properties = differingProperties(was.properties, is.properties);
    if (was.type !== is.type || properties.length > 0)
      return [{ action: 'Modify', id, type: is.type, properties, dynamic: [] }];
    return [];
  });
  return [...certain, ...followers(certain, after)].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Names of the properties that differ, whatever the order of their members. */
export function differingProperties(was: JsonObject, is: JsonObject): string[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return names.filter((name) => canonical(was[name]) !== canonical(is[name]));
}

/** The same text for the same value, whatever the order of its members. */
const canonical = (value: Json | undefined): string =>
  JSON.stringify(value, (_, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  ) ?? '';

/** Resources that stay as they are themselves, and refer to one that is modified. */
function followers(certain: readonly ResourceChange[], { template, resources }: EvaluatedTemplate): ResourceChange[] {
  const modified = new Set(certain.filter(({ action }) => action === 'Modify').map(({ id }) => id));
  return Object.entries(resources).flatMap(([id, { type }]) => {
    if (certain.some((change) => change.id === id)) return [];
    const raw = template.resources[id]?.properties ?? {};
    const dynamic = Object.entries(raw).flatMap(([name, value]) => {
      const { refs, attributes } = referencesIn(value);
      return [...refs, ...attributes.keys()].some((reference) => modified.has(reference)) ? [name] : [];
    });
    return dynamic.length > 0 ? [{ action: 'Modify' as const, id, type, properties: [], dynamic }] : [];
  });
}
