import type { DescribeParametersCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { invalidToken, validation } from '../errors.ts';
import { describeMetadata } from '../read-parameter.ts';
import { listParameters, type ParameterVersion } from '../store/parameters.ts';

const LARGEST_PAGE = 50;
const AT_ONCE = 200;

export const describeParameters = operation<DescribeParametersCommand, ServiceContext>(
  'DescribeParameters',
  async (input, context) => {
    const filters = (input.ParameterFilters ?? []).map(filterOf);
    const listing = `DescribeParameters ${JSON.stringify(input.ParameterFilters ?? [])}`;
    const after = input.NextToken === undefined ? undefined : readPageToken<string>(listing, input.NextToken);
    if (input.NextToken !== undefined && after === undefined) throw invalidToken();
    const limit = input.MaxResults ?? LARGEST_PAGE;
    const rows: ParameterVersion[] = [];
    for (let from = after; rows.length <= limit; ) {
      const found = await listParameters(context.database, {
        limit: AT_ONCE,
        ...(from === undefined ? {} : { after: from }),
      });
      rows.push(...found.filter((parameter) => filters.every((matches) => matches(parameter))));
      if (found.length < AT_ONCE) break;
      from = found.at(-1)?.name;
    }
    const page = cutPage(rows.slice(0, limit + 1), limit, listing, ({ name }) => name);
    return {
      Parameters: page.rows.map((parameter) => describeMetadata(context, parameter)),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  },
);

type Matcher = (parameter: ParameterVersion) => boolean;

function filterOf({
  Key,
  Option = 'Equals',
  Values = [],
}: {
  Key?: string | undefined;
  Option?: string | undefined;
  Values?: string[] | undefined;
}): Matcher {
  const read: Record<string, (parameter: ParameterVersion) => string> = {
    Name: ({ name }) => name,
    Type: ({ type }) => type,
    Tier: ({ tier }) => tier,
    KeyId: ({ keyId }) => keyId ?? '',
  };
  if (Key === 'Path') {
    const folders = Values.map((value) => (value.endsWith('/') ? value : `${value}/`));
    return ({ name }) =>
      folders.some(
        (folder) => name.startsWith(folder) && (Option === 'Recursive' || !name.slice(folder.length).includes('/')),
      );
  }
  const member = read[Key ?? ''];
  const tests: Record<string, (text: string, value: string) => boolean> = {
    Equals: (text, value) => text === value,
    BeginsWith: (text, value) => text.startsWith(value),
    Contains: (text, value) => text.includes(value),
  };
  const test = tests[Option];
  if (!member || !test) throw validation(`The filter ${Key} ${Option} is not implemented by Codeyard yet`);
  return (parameter) => Values.some((value) => test(member(parameter), value));
}
