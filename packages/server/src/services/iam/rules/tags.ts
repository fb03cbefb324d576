export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const MOST_TAGS = 50;

export type TagProblem = 'duplicate' | 'too many';

/** Adds or replaces; keys that differ only in case are one key, as IAM has it. */
export function withTags(present: readonly Tag[], given: readonly Tag[]): Tag[] | TagProblem {
  if (new Set(given.map(tagKey)).size !== given.length) return 'duplicate';
  const replaced = new Set(given.map(tagKey));
  const tags = [
    ...present.filter((tag) => !replaced.has(tagKey(tag))),
    ...given.map(({ Key, Value }) => ({ Key, Value })),
  ];
  return tags.length > MOST_TAGS ? 'too many' : tags;
}

export function withoutTags(present: readonly Tag[], keys: readonly string[]): Tag[] {
  const removed = new Set(keys.map((key) => key.toLowerCase()));
  return present.filter((tag) => !removed.has(tagKey(tag)));
}

const tagKey = (tag: Tag) => tag.Key.toLowerCase();
