import { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

const GONE = 'ResourceNotFoundException';

async function lookAtTable(yard: Yard, TableName: string) {
  const dynamodb = yard.client(DynamoDB);
  const { Table } = (await unlessGone(GONE, () => dynamodb.describeTable({ TableName }))) ?? {};
  if (!Table) return undefined;
  const { TimeToLiveDescription } = await dynamodb.describeTimeToLive({ TableName });
  const { Tags } = await dynamodb.listTagsOfResource({ ResourceArn: Table.TableArn });
  const indexes = Table.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName);
  return { ...Table, BillingModeSummary: Table.BillingModeSummary, indexes, Tags, ttl: TimeToLiveDescription };
}

const index = (name: string, key: string, rest: object = {}) => ({
  ...{ IndexName: name, KeySchema: [{ AttributeName: key, KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
  ...rest,
});
const attribute = (AttributeName: string, AttributeType = 'S') => ({ AttributeName, AttributeType });

export const DYNAMODB_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::DynamoDB::Table',
    properties: {
      AttributeDefinitions: [attribute('id'), attribute('at', 'N'), attribute('who'), attribute('seen', 'N')],
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: [index('byWho', 'who', { Projection: { ProjectionType: 'KEYS_ONLY' } })],
      LocalSecondaryIndexes: [
        {
          ...{ IndexName: 'bySeen', Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['x'] } },
          KeySchema: [
            { AttributeName: 'id', KeyType: 'HASH' },
            { AttributeName: 'seen', KeyType: 'RANGE' },
          ],
        },
      ],
      ...{ TimeToLiveSpecification: { AttributeName: 'ends', Enabled: 'true' }, Tags: [{ Key: 'team', Value: 'a' }] },
      ...{
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
      },
    },
    change: {
      AttributeDefinitions: [
        ...[attribute('id'), attribute('at', 'N'), attribute('seen', 'N'), attribute('what'), attribute('where')],
      ],
      GlobalSecondaryIndexes: [
        index('byWhat', 'what', { ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 } }),
        index('byWhere', 'where', { ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 } }),
      ],
      ...{ BillingMode: 'PROVISIONED', ProvisionedThroughput: { ReadCapacityUnits: '5', WriteCapacityUnits: 6 } },
      ...{ TimeToLiveSpecification: { AttributeName: 'until', Enabled: true }, Tags: [{ Key: 'group', Value: 'b' }] },
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
    },
    replacement: { TableName: 'another' },
    broken: {
      properties: { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
      reason: /A stream of a table is not implemented/,
    },
    expected: {
      ...{ TableStatus: 'ACTIVE', BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' }, indexes: ['byWho'] },
      ...{ ttl: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ends' }, Tags: [{ Key: 'team', Value: 'a' }] },
      LocalSecondaryIndexes: [{ IndexName: 'bySeen', Projection: { NonKeyAttributes: ['x'] } }],
      TableClassSummary: { TableClass: 'STANDARD' },
    },
    expectedChange: {
      ...{ BillingModeSummary: undefined, indexes: ['byWhat', 'byWhere'], Tags: [{ Key: 'group', Value: 'b' }] },
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
      ttl: { TimeToLiveStatus: 'ENABLED', AttributeName: 'until' },
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
    },
    look: lookAtTable,
  },
  {
    type: 'AWS::DynamoDB::Table',
    properties: {
      ...{ TableName: 'locks', AttributeDefinitions: [attribute('id')] },
      ...{ KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] },
      ProvisionedThroughput: { ReadCapacityUnits: '1', WriteCapacityUnits: '1' },
    },
    change: {
      ...{ TimeToLiveSpecification: { AttributeName: 'until', Enabled: true }, DeletionProtectionEnabled: 'true' },
      ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 1 },
    },
    broken: {
      properties: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      reason: /UpdateContinuousBackups/,
    },
    expected: {
      ...{ ttl: { TimeToLiveStatus: 'DISABLED' }, DeletionProtectionEnabled: false },
      ProvisionedThroughput: { ReadCapacityUnits: 1 },
    },
    expectedChange: {
      ...{ ttl: { TimeToLiveStatus: 'ENABLED' }, DeletionProtectionEnabled: true },
      ProvisionedThroughput: { ReadCapacityUnits: 2 },
    },
    look: lookAtTable,
  },
];
