import { asObject, type Json, type JsonObject } from '@codeyard/engine/template/parse-template';
import { given, listOf } from '../property-values.ts';

/** The lifecycle rules of a template as the API has them: its conditions are a filter, its times are grouped. */
export const lifecycleRules = (configuration: JsonObject): JsonObject[] =>
  listOf(configuration.Rules).map((item) => {
    const rule = asObject(item);
    const { AbortIncompleteMultipartUpload, Id, Prefix, Status } = rule;
    return given({
      ...{ AbortIncompleteMultipartUpload, ID: Id, Status },
      ...(isFiltered(rule) ? { Filter: filterOf(rule) } : { Prefix: Prefix ?? '' }),
      Expiration: grouped({
        Date: rule.ExpirationDate,
        Days: rule.ExpirationInDays,
        ExpiredObjectDeleteMarker: rule.ExpiredObjectDeleteMarker,
      }),
      Transitions: several([rule.Transition, ...listOf(rule.Transitions)], transition),
      NoncurrentVersionExpiration:
        rule.NoncurrentVersionExpiration ?? grouped({ NoncurrentDays: rule.NoncurrentVersionExpirationInDays }),
      NoncurrentVersionTransitions: several(
        [rule.NoncurrentVersionTransition, ...listOf(rule.NoncurrentVersionTransitions)],
        noncurrentTransition,
      ),
    });
  });

const isFiltered = (rule: JsonObject): boolean =>
  [rule.TagFilters, rule.ObjectSizeGreaterThan, rule.ObjectSizeLessThan].some((value) => value !== undefined);

/** One condition stands alone, several are joined. */
function filterOf({ ObjectSizeGreaterThan, ObjectSizeLessThan, Prefix, TagFilters }: JsonObject): JsonObject {
  const tags = listOf(TagFilters);
  const conditions = given({ Prefix, ObjectSizeGreaterThan, ObjectSizeLessThan });
  if (tags.length + Object.keys(conditions).length > 1)
    return { And: { ...conditions, ...(tags.length > 0 ? { Tags: tags } : {}) } };
  return tags.length === 1 ? given({ Tag: tags[0] }) : conditions;
}

function transition(value: Json): JsonObject {
  const { StorageClass, TransitionDate, TransitionInDays } = asObject(value);
  return given({ Date: TransitionDate, Days: TransitionInDays, StorageClass: storageClass(StorageClass) });
}

function noncurrentTransition(value: Json): JsonObject {
  const { NewerNoncurrentVersions, StorageClass, TransitionInDays } = asObject(value);
  const NoncurrentDays = TransitionInDays;
  return given({ NewerNoncurrentVersions, NoncurrentDays, StorageClass: storageClass(StorageClass) });
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
