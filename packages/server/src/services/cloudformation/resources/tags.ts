import { asObject, type Json, type JsonObject } from '@codeyard/engine/template/parse-template';
import type { ResourceCall } from './resource-type.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** The stack's tags with the resource's own, which win; `[{ Key, Value }]` or `{ key: value }`, as the type has them. */
export function tagsOf({ tags, properties }: Pick<ResourceCall, 'tags' | 'properties'>): Tag[] {
  const merged = new Map([...tags, ...ownTags(properties.Tags)].map(({ Key, Value }) => [Key, Value]));
  return [...merged].map(([Key, Value]) => ({ Key, Value }));
}

function ownTags(tags: Json | undefined): Tag[] {
  if (!Array.isArray(tags))
    return Object.entries(asObject(tags)).map(([Key, Value]) => ({ Key, Value: String(Value) }));
  return tags.map((tag) => {
    const { Key, Value } = asObject(tag);
    return { Key: String(Key), Value: String(Value ?? '') };
  });
}

/** The same as `{ key: value }`. */
export const tagMap = (call: Pick<ResourceCall, 'tags' | 'properties'>): Record<string, string> =>
  Object.fromEntries(tagsOf(call).map(({ Key, Value }) => [Key, Value]));

/** Keys that went from one set of tags to the other. */
export function removedTags(before: readonly Tag[], after: readonly Tag[]): string[] {
  return before.map(({ Key }) => Key).filter((key) => !after.some(({ Key }) => Key === key));
}

/** Tags as they were before an update; the stack's own are not told apart. */
export const previousTags = (previous: JsonObject): Tag[] => tagsOf({ tags: [], properties: previous });
