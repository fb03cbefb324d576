import type { ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { describeFunction } from '../describe.ts';
import { findExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { LATEST } from '../rules/function.ts';
import { listVersions } from '../store/functions.ts';

const PAGE = 50;

export const listVersionsByFunction = operation<ListVersionsByFunctionCommand, Parts>(
  'ListVersionsByFunction',
  async ({ FunctionName, Marker, MaxItems = PAGE }, parts) => {
    const { name } = referenceOf(FunctionName);
    const { latest } = await findExisting(parts.database, parts, name);
    const limit = Math.min(MaxItems, PAGE);
    const versions = await listVersions(parts.database, name, Number(Marker ?? 0), limit + 1);
    const shown = versions.slice(0, limit);
    const described = shown.map(({ version, document }) =>
      describeFunction(parts, name, { version: String(version), document }),
    );
    const first = Marker === undefined ? [describeFunction(parts, name, { version: LATEST, document: latest })] : [];
    const last = shown.at(-1)?.version;
    return {
      Versions: [...first, ...described],
      ...(versions.length > limit && last !== undefined ? { NextMarker: String(last) } : {}),
    };
  },
);
