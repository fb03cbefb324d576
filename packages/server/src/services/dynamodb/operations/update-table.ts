import type { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { operation } from '../../../gateway/operation.ts';
import { describeTable } from '../describe-table.ts';
import { indexNotFound, notHere } from '../errors.ts';
import { existingTable } from '../existing-table.ts';
import type { Parts } from '../parts.ts';
import { checkSchema, readIndex, readTypes } from '../rules/read-schema.ts';
import { type Index, keyNames, type Table } from '../rules/table.ts';
import { saveTable } from '../store/tables.ts';

export const updateTable = operation<UpdateTableCommand, Parts>('UpdateTable', async (input, parts) => {
  if (input.StreamSpecification?.StreamEnabled) throw notHere('A stream of a table');
  if (input.ReplicaUpdates) throw notHere('A replica of a table');
  const after = await parts.database.transaction(async (tx) => {
    const table = await existingTable(tx, input.TableName);
    const { ProvisionedThroughput: units, BillingMode: billing = table.billing } = input;
    const indexes = changeIndexes(table.indexes, input.GlobalSecondaryIndexUpdates ?? []);
    const types = { ...table.types, ...readTypes(input.AttributeDefinitions ?? []) };
    const changed: Table = {
      ...table,
      ...{ billing, indexes, types: onlyKeys(types, [table, ...indexes].flatMap(keyNames)) },
      read: billing === 'PROVISIONED' ? (units?.ReadCapacityUnits ?? table.read) : 0,
      write: billing === 'PROVISIONED' ? (units?.WriteCapacityUnits ?? table.write) : 0,
      isProtected: input.DeletionProtectionEnabled ?? table.isProtected,
      tableClass: input.TableClass ?? table.tableClass,
    };
    checkSchema(changed);
    await saveTable(tx, changed);
    return changed;
  });
  return { TableDescription: await describeTable(parts, after, 'UPDATING') };
});

const onlyKeys = (types: Table['types'], keys: readonly string[]): Table['types'] =>
  Object.fromEntries(Object.entries(types).filter(([name]) => keys.includes(name)));

interface IndexUpdate {
  readonly Create?: Parameters<typeof readIndex>[0] | undefined;
  readonly Delete?: { readonly IndexName: string } | undefined;
  readonly Update?: { readonly IndexName: string } | undefined;
}

function changeIndexes(indexes: readonly Index[], updates: readonly IndexUpdate[]): readonly Index[] {
  let changed = indexes;
  for (const { Create, Delete, Update } of updates) {
    const named = Delete?.IndexName ?? Update?.IndexName;
    if (named !== undefined && !changed.some(({ name }) => name === named)) throw indexNotFound(named);
    if (Delete) changed = changed.filter(({ name }) => name !== Delete.IndexName);
    if (Create) changed = [...changed, readIndex(Create, true)];
  }
  return changed;
}
