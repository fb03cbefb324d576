import type { KeySchemaElement, TableDescription } from '@aws-sdk/client-dynamodb';
import type { KeyNames } from '@codeyard/engine/dynamodb-expressions/key-condition';
import type { ServiceContext } from '../../gateway/service.ts';
import { formatArn } from '../../platform/arn.ts';
import type { Index, Table } from './rules/table.ts';
import { countItems } from './store/items.ts';

export const tableArn = ({ account, region }: Pick<ServiceContext, 'account' | 'region'>, name: string) =>
  formatArn({ service: 'dynamodb', region, account, resource: `table/${name}` });

const schemaOf = ({ hash, range }: KeyNames): KeySchemaElement[] => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' as const }]),
];

const throughputOf = ({ read, write }: Table) => ({
  NumberOfDecreasesToday: 0,
  ReadCapacityUnits: read,
  WriteCapacityUnits: write,
});

export async function describeTable(
  context: ServiceContext,
  table: Table,
  TableStatus: 'ACTIVE' | 'CREATING' | 'DELETING' | 'UPDATING' = 'ACTIVE',
): Promise<TableDescription> {
  const arn = tableArn(context, table.name);
  const { count, bytes } = await countItems(context.database, table.name);
  const describeIndex = (index: Index) => ({
    IndexName: index.name,
    KeySchema: schemaOf(index),
    Projection: {
      ProjectionType: index.projection,
      ...(index.included.length > 0 ? { NonKeyAttributes: [...index.included] } : {}),
    },
    IndexArn: `${arn}/index/${index.name}`,
    IndexSizeBytes: 0,
    ItemCount: count,
  });
  const globals = table.indexes.filter(({ isGlobal }) => isGlobal);
  const locals = table.indexes.filter(({ isGlobal }) => !isGlobal);
  return {
    AttributeDefinitions: Object.entries(table.types).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    TableName: table.name,
    KeySchema: schemaOf(table),
    TableStatus,
    CreationDateTime: new Date(table.createdAt),
    ProvisionedThroughput: throughputOf(table),
    TableSizeBytes: bytes,
    ItemCount: count,
    TableArn: arn,
    TableId: table.id,
    ...(table.billing === 'PAY_PER_REQUEST'
      ? {
          BillingModeSummary: {
            BillingMode: table.billing,
            LastUpdateToPayPerRequestDateTime: new Date(table.createdAt),
          },
        }
      : {}),
    ...(globals.length > 0
      ? {
          GlobalSecondaryIndexes: globals.map((index) => ({
            ...describeIndex(index),
            IndexStatus: 'ACTIVE' as const,
            ProvisionedThroughput: throughputOf(table),
          })),
        }
      : {}),
    ...(locals.length > 0 ? { LocalSecondaryIndexes: locals.map(describeIndex) } : {}),
    TableClassSummary: { TableClass: table.tableClass as 'STANDARD' },
    DeletionProtectionEnabled: table.isProtected,
  };
}
