import type { DescribeTagsCommand, ResourceType } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { RESOURCE_TYPES } from '../existing-resource.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { compileFilters, type FilterTable } from '../rules/filters.ts';
import { listTags } from '../store/tags.ts';

type Row = Awaited<ReturnType<typeof listTags>>[number];

const typeOf = ({ resource }: Row) => RESOURCE_TYPES[resource.split('-')[0] ?? ''] ?? '';

const FILTERS: FilterTable<Row> = {
  key: ({ name }) => [name],
  value: ({ value }) => [value],
  'resource-id': ({ resource }) => [resource],
  'resource-type': (row) => [typeOf(row)],
};

export const describeTags = operation<DescribeTagsCommand, Parts>('DescribeTags', async (input, { database }) => {
  const passes = compileFilters(input.Filters, FILTERS);
  const rows = (await listTags(database)).filter((row) => passes(row, { [row.name]: row.value }));
  const listing = `DescribeTags ${JSON.stringify(input.Filters ?? [])}`;
  const page = listPage(rows, input, { listing, keyOf: ({ resource, name }) => `${resource} ${name}` });
  return {
    Tags: page.rows.map((row) => ({
      ...{ ResourceId: row.resource, ResourceType: typeOf(row) as ResourceType },
      ...{ Key: row.name, Value: row.value },
    })),
    ...(page.nextToken ? { NextToken: page.nextToken } : {}),
  };
});
