import { asObject, type Json, type JsonObject } from '@codeyard/engine/template/parse-template';
import { given, listOf } from '../property-values.ts';

/**
 * The lifecycle rules of a template as the API has them: its conditions are a filter, its times are grouped. What is not known here is
 * passed on, for the API to refuse.
 */
export const lifecycleRules = (configuration: JsonObject): JsonObject[] =>
  listOf(configuration.Rules).map((item) => {
    const { ObjectSizeGreaterThan, ObjectSizeLessThan, Prefix, TagFilters, ...timed } = asObject(item);
    const { ExpirationDate, ExpirationInDays, ExpiredObjectDeleteMarker, ...rest } = timed;
    const { NoncurrentVersionExpirationInDays, NoncurrentVersionTransition, Transition, ...rule } = rest;
    const conditions = given({ ObjectSizeGreaterThan, ObjectSizeLessThan, TagFilters });
    const isFiltered = Object.keys(conditions).length > 0;
    return given({
      ...rule,
      ...(isFiltered ? { Filter: filterOf({ ...given({ Prefix }), ...conditions }) } : { Prefix: Prefix ?? '' }),
      Expiration: grouped({ Date: ExpirationDate, Days: ExpirationInDays, ExpiredObjectDeleteMarker }),
      Transitions: several([Transition, ...listOf(rule.Transitions)], transition),
      NoncurrentVersionExpiration:
        rule.NoncurrentVersionExpiration ?? grouped({ NoncurrentDays: NoncurrentVersionExpirationInDays }),
      NoncurrentVersionTransitions: several(
        [NoncurrentVersionTransition, ...listOf(rule.NoncurrentVersionTransitions)],
        noncurrentTransition,
      ),
    });
  });

/** One condition stands alone, several are joined. */
function filterOf({ ObjectSizeGreaterThan, ObjectSizeLessThan, Prefix, TagFilters }: JsonObject): JsonObject {
  const tags = listOf(TagFilters);
  const conditions = given({ Prefix, ObjectSizeGreaterThan, ObjectSizeLessThan });
  if (tags.length + Object.keys(conditions).length > 1)
    return { And: { ...conditions, ...(tags.length > 0 ? { Tags: tags } : {}) } };
  return tags.length === 1 ? given({ Tag: tags[0] }) : conditions;
}

function transition(value: Json): JsonObject {
  const { StorageClass, TransitionDate, TransitionInDays, ...rest } = asObject(value);
  return given({ ...rest, Date: TransitionDate, Days: TransitionInDays, StorageClass: storageClass(StorageClass) });
}

function noncurrentTransition(value: Json): JsonObject {
  const { StorageClass, TransitionInDays, ...rest } = asObject(value);
  return given({ ...rest, NoncurrentDays: TransitionInDays, StorageClass: storageClass(StorageClass) });
}

/** Templates may say `Glacier`. */
const storageClass = (name: Json | undefined) => (typeof name === 'string' ? name.toUpperCase() : name);

function grouped(members: Readonly<Record<string, Json | undefined>>): JsonObject | undefined {
  const group = given(members);
  return Object.keys(group).length > 0 ? group : undefined;
}

function several(
  values: readonly (Json | undefined)[],
  convert: (value: Json) => JsonObject,
): JsonObject[] | undefined {
  const present = values.filter((value): value is Json => value !== undefined && value !== null);
  return present.length > 0 ? present.map(convert) : undefined;
}
