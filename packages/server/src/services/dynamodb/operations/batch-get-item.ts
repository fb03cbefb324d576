import type { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { project } from '@codeyard/engine/dynamodb-expressions/paths';
import { operation } from '../../../gateway/operation.ts';
import { validation } from '../errors.ts';
import { existingTable } from '../existing-table.ts';
import { readExpressions } from '../expressions.ts';
import type { Parts } from '../parts.ts';
import { placeOfKey } from '../rules/keys.ts';
import { readItem, type WireItem, writeItem } from '../rules/wire-values.ts';
import { findItem } from '../store/items.ts';

const MOST_KEYS = 100;

export const batchGetItem = operation<BatchGetItemCommand, Parts>(
  'BatchGetItem',
  async ({ RequestItems }, { database }) => {
    const count = Object.values(RequestItems).reduce((sum, { Keys }) => sum + Keys.length, 0);
    if (count > MOST_KEYS) throw validation('Too many items requested for the BatchGetItem call');
    const Responses: Record<string, WireItem[]> = {};
    for (const [name, request] of Object.entries(RequestItems)) {
      const table = await existingTable(database, name);
      const { projection } = readExpressions(request);
      const places = request.Keys.map((key) => placeOfKey(table, readItem(key)));
      if (new Set(places.map(({ hash, range }) => `${hash} ${range}`)).size < places.length) {
        throw validation('Provided list of item keys contains duplicates');
      }
      const found: WireItem[] = [];
      for (const place of places) {
        const item = await findItem(database, table.name, place);
        if (item) found.push(writeItem(projection ? project(item, projection) : item));
      }
      Responses[name] = found;
    }
    return { Responses, UnprocessedKeys: {} };
  },
);
