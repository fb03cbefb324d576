import type { GlobalSecondaryIndex, KeySchemaElement } from '@aws-sdk/client-dynamodb';
import type { KeyNames } from '@codeyard/engine/dynamodb-expressions/key-condition';
import type { Checked } from '../../../gateway/operation.ts';
import { invalidParameter } from '../errors.ts';
import { type Index, type KeyType, keyNames, type Table } from './table.ts';

/** The keys that a key schema names: a partition key first, then perhaps a sort key. */
export function readKeys(schema: readonly Checked<KeySchemaElement>[]): KeyNames {
  const [hash, range, ...rest] = schema;
  if (hash?.KeyType !== 'HASH')
    throw invalidParameter('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  if (range && range.KeyType !== 'RANGE')
    throw invalidParameter('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  if (rest.length > 0) throw invalidParameter('Invalid KeySchema: it has more than two elements');
  if (range?.AttributeName === hash.AttributeName)
    throw invalidParameter('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  return { hash: hash.AttributeName, ...(range ? { range: range.AttributeName } : {}) };
}

export function readIndex(
  index: Checked<Omit<GlobalSecondaryIndex, 'ProvisionedThroughput'>>,
  isGlobal: boolean,
): Index {
  const { IndexName: name, KeySchema, Projection } = index;
  return {
    ...{ name, isGlobal, ...readKeys(KeySchema) },
    projection: Projection.ProjectionType ?? 'ALL',
    included: Projection.NonKeyAttributes ?? [],
  };
}

/** Every key has a type, and every attribute with a type is a key. */
export function checkSchema(table: Pick<Table, 'types' | 'indexes'> & KeyNames): void {
  const keys = new Set([table, ...table.indexes].flatMap(keyNames));
  const defined = Object.keys(table.types);
  const untyped = [...keys].filter((name) => !defined.includes(name));
  if (untyped.length > 0) {
    throw invalidParameter(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${untyped.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
    );
  }
  const unused = defined.filter((name) => !keys.has(name));
  if (unused.length > 0) {
    throw invalidParameter(
      `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(', ')}], keys used: [${[...keys].join(', ')}]`,
    );
  }
  const names = table.indexes.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw invalidParameter(`Duplicate index name: ${twice}`);
  for (const { name, isGlobal, hash } of table.indexes) {
    if (isGlobal || hash === table.hash) continue;
    throw invalidParameter(`Table KeySchema: The Partition Key of the local index ${name} is not the table's: ${hash}`);
  }
}

export const readTypes = (
  definitions: readonly { AttributeName?: string | undefined; AttributeType?: string | undefined }[],
): Record<string, KeyType> =>
  Object.fromEntries(
    definitions.map(({ AttributeName = '', AttributeType }) => [AttributeName, AttributeType as KeyType]),
  );
