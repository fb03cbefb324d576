import type { ListActionTypesCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { describeActionType } from '../describe-action-type.ts';
import { invalidNextToken } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { ACTION_TYPES, type ActionTypeDescription } from '../rules/catalogue.ts';
import { listCustomTypes } from '../store/custom-types.ts';

const PAGE = 100;
const nameOf = ({ id }: { id: { owner: string; category: string; provider: string; version: string } }) =>
  `${id.owner}/${id.category}/${id.provider}/${id.version}`;

export const listActionTypes = operation<ListActionTypesCommand, Parts>(
  'ListActionTypes',
  async (input, { database }) => {
    const listing = `ListActionTypes ${input.actionOwnerFilter ?? ''}`;
    const after = input.nextToken === undefined ? '' : readPageToken<string>(listing, input.nextToken);
    if (after === undefined) throw invalidNextToken();
    const custom = await listCustomTypes(database);
    const types = [...ACTION_TYPES.map(describe), ...custom.map(describeActionType)]
      .filter(({ id }) => !input.actionOwnerFilter || id.owner === input.actionOwnerFilter)
      .filter((type) => nameOf(type) > after)
      .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const page = cutPage(types, PAGE, listing, nameOf);
    return {
      actionTypes: [...page.rows],
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    };
  },
);

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
