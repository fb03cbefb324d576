import type { GetParameterHistoryCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { invalidToken, parameterNotFound } from '../errors.ts';
import { describeMetadata, describeValue } from '../read-parameter.ts';
import { findParameter, listVersions } from '../store/parameters.ts';

const LARGEST_PAGE = 50;

export const getParameterHistory = operation<GetParameterHistoryCommand, ServiceContext>(
  'GetParameterHistory',
  async (input, context) => {
    if (!(await findParameter(context.database, input.Name))) throw parameterNotFound();
    const listing = `GetParameterHistory ${input.Name}`;
    const after = input.NextToken === undefined ? 0 : readPageToken<number>(listing, input.NextToken);
    if (after === undefined) throw invalidToken();
    const limit = input.MaxResults ?? LARGEST_PAGE;
    const page = cutPage(
      await listVersions(context.database, input.Name, after, limit + 1),
      limit,
      listing,
      ({ version }) => version,
    );
    return {
      Parameters: page.rows.map((parameter) => ({
        ...describeMetadata(context, parameter),
        Value: describeValue(context, parameter, input.WithDecryption).Value,
        Labels: [...parameter.labels],
      })),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  },
);
