export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const MOST_TAGS = 50;

/** Adds or replaces; undefined when there would be more than fifty. */
export function withTags(present: readonly Tag[], given: readonly Tag[]): Tag[] | undefined {
  const tags = new Map([...present, ...given].map(({ Key, Value }) => [Key, Value]));
  return tags.size > MOST_TAGS ? undefined : [...tags].map(([Key, Value]) => ({ Key, Value }));
}

export function withoutTags(present: readonly Tag[], keys: readonly string[]): Tag[] {
  return present.filter((tag) => !keys.includes(tag.Key));
}

/** Whether two sets of tags are the same, in whatever order. */
export function sameTags(one: readonly Tag[], other: readonly Tag[]): boolean {
  const sorted = (tags: readonly Tag[]) => tags.map(({ Key, Value }) => JSON.stringify([Key, Value])).sort();
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}
