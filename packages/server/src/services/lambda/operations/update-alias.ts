import type { UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { checkVersions } from '../check-versions.ts';
import { describeAlias } from '../describe.ts';
import { notFound, revisionDiffers } from '../errors.ts';
import { lockExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { functionArn } from '../rules/function-name.ts';
import { findAlias, saveAlias } from '../store/aliases.ts';

export const updateAlias = operation<UpdateAliasCommand, Parts>('UpdateAlias', async (input, parts) => {
  const { name } = referenceOf(input.FunctionName);
  return await parts.database.transaction(async (tx) => {
    await lockExisting(tx, parts, { name });
    const before = await findAlias(tx, name, input.Name);
    if (!before) throw notFound(`Cannot find alias arn: ${functionArn(parts, name, input.Name)}`);
    if (input.RevisionId !== undefined && input.RevisionId !== before.revisionId) throw revisionDiffers();
    const alias = {
      ...before,
      version: input.FunctionVersion ?? before.version,
      description: input.Description ?? before.description,
      weights: input.RoutingConfig ? (input.RoutingConfig.AdditionalVersionWeights ?? {}) : before.weights,
      revisionId: parts.ids.uuid(),
    };
    await checkVersions(tx, parts, name, alias);
    await saveAlias(tx, name, alias);
    return describeAlias(parts, name, alias);
  });
});
