import type { ListImportsCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { nameInArn } from '../arns.ts';
import { validation } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listImporters } from '../store/exports.ts';

export const listImports = operation<ListImportsCommand, Parts>(
  'ListImports',
  async ({ ExportName, NextToken }, { database }) => {
    const names = (await listImporters(database, ExportName)).map(nameInArn);
    if (names.length === 0) throw validation(`Export '${ExportName}' is not imported by any stack.`);
    const list = { listing: `ListImports ${ExportName}`, keyOf: (name: string) => name };
    const { rows, nextToken } = listPage(names, { NextToken }, list);
    return { Imports: rows, ...(nextToken ? { NextToken: nextToken } : {}) };
  },
);
