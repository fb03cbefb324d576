import type { CreateCustomActionTypeCommand } from '@aws-sdk/client-codepipeline';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { describeActionType } from '../describe-action-type.ts';
import { tooManyTypes, typeInUse, validation } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { type CustomType, checkCustomType, isSameType, typeKey } from '../rules/custom-type.ts';
import { findCustomType, listCustomTypes, saveCustomType } from '../store/custom-types.ts';
import { checkTags } from '../tags.ts';

const MOST_TYPES = 50;

/** A deleted type's id may be used again for the very same definition only. */
export const createCustomActionType = operation<CreateCustomActionTypeCommand, Parts>(
  'CreateCustomActionType',
  async (input, parts) => {
    const type = typeOf(input);
    const problems = checkCustomType(type);
    if (problems.length > 0) throw validation(problems.join('; '));
    checkTags(parts, `actiontype:Custom/${typeKey(type)}`, type.tags);
    await parts.database.transaction(async (tx) => {
      const known = await findCustomType(tx, typeKey(type));
      if (known && !(known.deleted && isSameType(known.type, type))) throw typeInUse(typeKey(type), known.deleted);
      if ((await listCustomTypes(tx)).length >= MOST_TYPES) throw tooManyTypes(MOST_TYPES);
      await saveCustomType(tx, type);
    });
    return { actionType: describeActionType(type), tags: [...type.tags] };
  },
);

function typeOf(input: InputOf<CreateCustomActionTypeCommand>): CustomType {
  const { category, provider, version, settings = {}, configurationProperties = [], tags = [] } = input;
  const { inputArtifactDetails: inputs, outputArtifactDetails: outputs } = input;
  return {
    category: category as CustomType['category'],
    provider,
    version,
    settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
    properties: configurationProperties.map(({ name, required, key, secret, queryable, description, type }) => ({
      name,
      required,
      key,
      secret,
      queryable: queryable ?? false,
      ...(description === undefined ? {} : { description }),
      ...(type === undefined ? {} : { type }),
    })),
    inputs: [inputs.minimumCount, inputs.maximumCount],
    outputs: [outputs.minimumCount, outputs.maximumCount],
    tags: tags.map(({ key, value }) => ({ key, value })),
  };
}
