import type { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { describeFunction } from '../describe.ts';
import type { Parts } from '../parts.ts';
import { LATEST } from '../rules/function.ts';
import { listFunctionRows, listVersions } from '../store/functions.ts';

const PAGE = 50;

export const listFunctions = operation<ListFunctionsCommand, Parts>(
  'ListFunctions',
  async ({ Marker, MaxItems = PAGE, FunctionVersion }, parts) => {
    const limit = Math.min(MaxItems, PAGE);
    const records = await listFunctionRows(parts.database, Marker, limit + 1);
    const shown = records.slice(0, limit);
    const functions = [];
    for (const { name, latest } of shown) {
      functions.push(describeFunction(parts, name, { version: LATEST, document: latest }));
      if (FunctionVersion !== 'ALL') continue;
      for (const version of await listVersions(parts.database, name, 0, PAGE))
        functions.push(describeFunction(parts, name, { version: String(version.version), document: version.document }));
    }
    const last = shown.at(-1)?.name;
    return { Functions: functions, ...(records.length > limit && last ? { NextMarker: last } : {}) };
  },
);
