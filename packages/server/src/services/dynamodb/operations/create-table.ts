import type { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { operation } from '../../../gateway/operation.ts';
import { describeTable } from '../describe-table.ts';
import { invalidParameter, notHere, tableExists } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { checkSchema, readIndex, readKeys, readTypes } from '../rules/read-schema.ts';
import type { Table } from '../rules/table.ts';
import { findTable, saveTable } from '../store/tables.ts';

/** A table is there as soon as the answer is; the answer says CREATING, as AWS's does. */
export const createTable = operation<CreateTableCommand, Parts>('CreateTable', async (input, parts) => {
  const { BillingMode: billing = 'PROVISIONED', ProvisionedThroughput: units, StreamSpecification: stream } = input;
  if (stream?.StreamEnabled) throw notHere('A stream of a table');
  if (!input.KeySchema || !input.AttributeDefinitions)
    throw invalidParameter('KeySchema and AttributeDefinitions are needed');
  if (billing === 'PROVISIONED' && !units) {
    throw invalidParameter(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  }
  const table: Table = {
    ...{ name: input.TableName, id: parts.ids.uuid(), ...readKeys(input.KeySchema), billing },
    types: readTypes(input.AttributeDefinitions),
    indexes: [
      ...(input.GlobalSecondaryIndexes ?? []).map((index) => readIndex(index, true)),
      ...(input.LocalSecondaryIndexes ?? []).map((index) => readIndex(index, false)),
    ],
    read: billing === 'PROVISIONED' ? (units?.ReadCapacityUnits ?? 0) : 0,
    write: billing === 'PROVISIONED' ? (units?.WriteCapacityUnits ?? 0) : 0,
    createdAt: parts.clock.now(),
    isProtected: input.DeletionProtectionEnabled ?? false,
    tableClass: input.TableClass ?? 'STANDARD',
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
  };
  checkSchema(table);
  await parts.database.transaction(async (tx) => {
    if (await findTable(tx, table.name)) throw tableExists(table.name);
    await saveTable(tx, table);
  });
  return { TableDescription: await describeTable(parts, table, 'CREATING') };
});
