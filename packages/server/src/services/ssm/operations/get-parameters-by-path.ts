import type { GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { invalidToken, validation } from '../errors.ts';
import { describeValue } from '../read-parameter.ts';
import { listParameters } from '../store/parameters.ts';

const LARGEST_PAGE = 10;

export const getParametersByPath = operation<GetParametersByPathCommand, ServiceContext>(
  'GetParametersByPath',
  async (input, context) => {
    if (!input.Path.startsWith('/')) throw validation('The parameter path must start with a forward slash');
    if (input.ParameterFilters?.length) throw validation('ParameterFilters are not implemented by Codeyard yet');
    const prefix = input.Path.endsWith('/') ? input.Path : `${input.Path}/`;
    const listing = `GetParametersByPath ${prefix} ${input.Recursive === true}`;
    const after = input.NextToken === undefined ? undefined : readPageToken<string>(listing, input.NextToken);
    if (input.NextToken !== undefined && after === undefined) throw invalidToken();
    const limit = input.MaxResults ?? LARGEST_PAGE;
    const rows: Awaited<ReturnType<typeof listParameters>> = [];
    for (let from = after; rows.length <= limit; ) {
      const found = await listParameters(context.database, {
        prefix,
        limit: 100,
        ...(from === undefined ? {} : { after: from }),
      });
      rows.push(...found.filter(({ name }) => input.Recursive || !name.slice(prefix.length).includes('/')));
      if (found.length < 100) break;
      from = found.at(-1)?.name;
    }
    const page = cutPage(rows.slice(0, limit + 1), limit, listing, ({ name }) => name);
    return {
      Parameters: page.rows.map((parameter) => describeValue(context, parameter, input.WithDecryption)),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  },
);
