import type { CreateAliasCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { checkVersions } from '../check-versions.ts';
import { describeAlias } from '../describe.ts';
import { conflict } from '../errors.ts';
import { referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { functionArn } from '../rules/function-name.ts';
import { insertAlias } from '../store/aliases.ts';

export const createAlias = operation<CreateAliasCommand, Parts>('CreateAlias', async (input, parts) => {
  const { name } = referenceOf(input.FunctionName);
  const alias = {
    name: input.Name,
    version: input.FunctionVersion,
    description: input.Description ?? '',
    weights: input.RoutingConfig?.AdditionalVersionWeights ?? {},
    revisionId: parts.ids.uuid(),
  };
  await parts.database.transaction(async (tx) => {
    await checkVersions(tx, parts, name, alias);
    if (!(await insertAlias(tx, name, alias)))
      throw conflict(`Alias already exists: ${functionArn(parts, name, alias.name)}`);
  });
  return describeAlias(parts, name, alias);
});
