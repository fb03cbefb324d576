import type { ListActionTypesCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { invalidNextToken } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { ACTION_TYPES, type ActionTypeDescription } from '../rules/catalogue.ts';

const PAGE = 100;
const nameOf = ({ owner, category, provider }: ActionTypeDescription) => `${owner}/${category}/${provider}`;

export const listActionTypes = operation<ListActionTypesCommand, Parts>('ListActionTypes', async (input) => {
  const listing = `ListActionTypes ${input.actionOwnerFilter ?? ''}`;
  const after = input.nextToken === undefined ? '' : readPageToken<string>(listing, input.nextToken);
  if (after === undefined) throw invalidNextToken();
  const types = ACTION_TYPES.filter((type) => !input.actionOwnerFilter || type.owner === input.actionOwnerFilter)
    .filter((type) => nameOf(type) > after)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const page = cutPage(types, PAGE, listing, nameOf);
  return {
    actionTypes: page.rows.map(describe),
    ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
  };
});

function describe({ category, owner, provider, inputs, outputs, configuration }: ActionTypeDescription) {
  return {
    id: { category, owner, provider, version: '1' },
    settings: {},
    actionConfigurationProperties: configuration.map(({ name, required, secret }) => ({
      name,
      required: required === true,
      key: true,
      secret: secret === true,
      queryable: false,
    })),
    inputArtifactDetails: { minimumCount: inputs[0], maximumCount: inputs[1] },
    outputArtifactDetails: { minimumCount: outputs[0], maximumCount: outputs[1] },
  };
}
