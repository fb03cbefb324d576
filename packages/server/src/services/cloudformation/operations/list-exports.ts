import type { ListExportsCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listExports as list } from '../store/exports.ts';

export const listExports = operation<ListExportsCommand, Parts>('ListExports', async ({ NextToken }, { database }) => {
  const all = await list(database);
  const { rows, nextToken } = listPage(all, { NextToken }, { listing: 'ListExports', keyOf: ({ name }) => name });
  const Exports = rows.map(({ name, stack, value }) => ({ ExportingStackId: stack, Name: name, Value: value }));
  return { Exports, ...(nextToken ? { NextToken: nextToken } : {}) };
});
