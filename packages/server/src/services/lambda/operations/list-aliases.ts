import type { ListAliasesCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { describeAlias } from '../describe.ts';
import { findExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { listAliasRows } from '../store/aliases.ts';

const PAGE = 50;

export const listAliases = operation<ListAliasesCommand, Parts>(
  'ListAliases',
  async ({ FunctionName, FunctionVersion, Marker = '', MaxItems = PAGE }, parts) => {
    const { name } = referenceOf(FunctionName);
    await findExisting(parts.database, parts, name);
    const limit = Math.min(MaxItems, PAGE);
    const rows = await listAliasRows(parts.database, name, Marker, limit + 1);
    const shown = rows.slice(0, limit);
    const wanted = shown.filter(({ version }) => FunctionVersion === undefined || version === FunctionVersion);
    const last = shown.at(-1)?.name;
    return {
      Aliases: wanted.map((alias) => describeAlias(parts, name, alias)),
      ...(rows.length > limit && last ? { NextMarker: last } : {}),
    };
  },
);
