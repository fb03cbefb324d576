import { DynamoDB, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { until } from '../../testing/until.ts';

describe('DynamoDB', () => {
  let yard: Yard;
  let db: DynamoDB;
  let made = 0;
  let TableName = '';

  beforeAll(async () => {
    yard = await startYard();
    db = yard.client(DynamoDB);
  });
  afterAll(() => yard.stop());

  beforeEach(async () => {
    TableName = `pool-${++made}`;
    await db.createTable({
      ...{ TableName, BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: [
        { AttributeName: 'fleet', KeyType: 'HASH' },
        { AttributeName: 'number', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'fleet', AttributeType: 'S' },
        { AttributeName: 'number', AttributeType: 'N' },
        { AttributeName: 'state', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-state',
          KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
  });

  const key = (number: number, pool = 'p') => ({ fleet: { S: pool }, number: { N: String(number) } });
  const put = (number: number, rest: object = {}) => db.putItem({ TableName, Item: { ...key(number), ...rest } });

  it('keeps values as they are', async () => {
    const Item = {
      ...key(1),
      ...{ b: { B: new Uint8Array([0, 255]) }, n: { N: '1.50' }, flag: { BOOL: false }, nothing: { NULL: true } },
      ...{
        list: { L: [{ S: 'ä' }, { M: { x: { N: '-1e3' } } }] },
        set: { SS: ['a', 'b'] },
        bytes: { BS: [new Uint8Array([1])] },
      },
    };
    await db.putItem({ TableName, Item });
    const read = await db.getItem({ TableName, Key: key(1), ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' });
    expect(read.Item).toEqual({
      ...Item,
      n: { N: '1.5' },
      list: { L: [{ S: 'ä' }, { M: { x: { N: '-1000' } } }] },
    });
    expect(read.ConsumedCapacity).toMatchObject({ TableName, CapacityUnits: 1 });
  });

  it('takes a lock once, however many want it', async () => {
    const take = (owner: number) =>
      db.putItem({
        ...{ TableName, Item: { ...key(1), owner: { N: String(owner) } } },
        ConditionExpression: 'attribute_not_exists(fleet)',
      });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, owner) => take(owner)));
    const winners = outcomes.flatMap((outcome, owner) => (outcome.status === 'fulfilled' ? [owner] : []));
    expect(winners).toHaveLength(1);
    const losers = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.name] : []));
    expect(new Set(losers)).toEqual(new Set(['ConditionalCheckFailedException']));
    expect((await db.getItem({ TableName, Key: key(1) })).Item?.owner).toEqual({ N: String(winners[0]) });
  });

  it('counts exactly under load', async () => {
    const count = () =>
      db.updateItem({
        ...{ TableName, Key: key(1), UpdateExpression: 'ADD #count :one', ReturnValues: 'UPDATED_NEW' },
        ...{ ExpressionAttributeNames: { '#count': 'count' }, ExpressionAttributeValues: { ':one': { N: '1' } } },
      });
    const answers = await Promise.all(Array.from({ length: 25 }, count));
    const numbers = answers.map(({ Attributes }) => Number(Attributes?.count?.N)).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 25 }, (_, at) => at + 1));
  });

  it('tells of an item whose condition failed', async () => {
    await put(1, { state: { S: 'busy' } });
    const update = {
      ...{ TableName, Key: key(1), UpdateExpression: 'SET #s = :busy', ConditionExpression: '#s = :free' },
      ExpressionAttributeNames: { '#s': 'state' },
      ExpressionAttributeValues: { ':busy': { S: 'busy' }, ':free': { S: 'free' } },
    };
    const failed = await db
      .updateItem({ ...update, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })
      .catch((error) => error);
    expect(failed).toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    });
    expect(failed.Item).toMatchObject({ state: { S: 'busy' } });
    const gone = await db.deleteItem({ TableName, Key: key(1), ReturnValues: 'ALL_OLD' });
    expect(gone.Attributes).toMatchObject({ state: { S: 'busy' } });
  });

  it('queries in the order of the sort key, page by page, both ways', async () => {
    for (const number of [10, 9, -1, 100, 2.5]) await put(number);
    await db.putItem({ TableName, Item: key(5, 'other') });
    const numbers = async (rest: object = {}) => {
      const found: number[] = [];
      let ExclusiveStartKey: Record<string, never> | undefined;
      do {
        const page = await db.query({
          ...{
            TableName,
            KeyConditionExpression: 'fleet = :p',
            ExpressionAttributeValues: { ':p': { S: 'p' } },
            Limit: 2,
          },
          ...rest,
          ExclusiveStartKey,
        });
        found.push(...(page.Items ?? []).map((item) => Number(item.number?.N)));
        ExclusiveStartKey = page.LastEvaluatedKey as never;
      } while (ExclusiveStartKey);
      return found;
    };
    expect(await numbers()).toEqual([-1, 2.5, 9, 10, 100]);
    expect(await numbers({ ScanIndexForward: false })).toEqual([100, 10, 9, 2.5, -1]);
    const between = {
      KeyConditionExpression: 'fleet = :p AND #n BETWEEN :low AND :high',
      ExpressionAttributeNames: { '#n': 'number' },
      ExpressionAttributeValues: { ':p': { S: 'p' }, ':low': { N: '2' }, ':high': { N: '10' } },
    };
    expect(await numbers(between)).toEqual([2.5, 9, 10]);
  });

  it('filters what it reads, and finds by an index', async () => {
    await put(1, { state: { S: 'free' }, host: { S: 'a' } });
    await put(2, { state: { S: 'busy' }, host: { S: 'b' } });
    await put(3, { host: { S: 'c' } });
    const found = await db.scan({
      ...{ TableName, FilterExpression: 'attribute_exists(#s)', ExpressionAttributeNames: { '#s': 'state' } },
    });
    expect([found.Count, found.ScannedCount]).toEqual([2, 3]);
    const indexed = await db.query({
      ...{ TableName, IndexName: 'by-state', KeyConditionExpression: '#s = :free' },
      ...{ ExpressionAttributeNames: { '#s': 'state' }, ExpressionAttributeValues: { ':free': { S: 'free' } } },
    });
    expect(indexed.Items).toEqual([{ ...key(1), state: { S: 'free' } }]);
    expect((await db.scan({ TableName, IndexName: 'by-state', Select: 'COUNT' })).Count).toBe(2);
    const segments = await Promise.all([0, 1, 2].map((Segment) => db.scan({ TableName, Segment, TotalSegments: 3 })));
    expect(segments.reduce((sum, { Count = 0 }) => sum + Count, 0)).toBe(3);
  });

  it('makes a transaction whole, once, or not at all', async () => {
    await put(1, { state: { S: 'free' } });
    const TransactItems: TransactWriteItem[] = [
      { Put: { TableName, Item: key(2) } },
      {
        Update: {
          ...{ TableName, Key: key(1), UpdateExpression: 'SET n = if_not_exists(n, :zero) + :one' },
          ExpressionAttributeValues: { ':zero': { N: '0' }, ':one': { N: '1' } },
        },
      },
      { ConditionCheck: { TableName, Key: key(3), ConditionExpression: 'attribute_not_exists(fleet)' } },
    ];
    await db.transactWriteItems({ TransactItems, ClientRequestToken: 't' });
    await db.transactWriteItems({ TransactItems, ClientRequestToken: 't' });
    expect((await db.getItem({ TableName, Key: key(1) })).Item?.n).toEqual({ N: '1' });
    await put(3);
    const failed = await db.transactWriteItems({ TransactItems }).catch((error) => error);
    expect(failed.name).toBe('TransactionCanceledException');
    expect(failed.CancellationReasons.map(({ Code }: { Code: string }) => Code)).toEqual([
      ...['None', 'None', 'ConditionalCheckFailed'],
    ]);
    expect((await db.getItem({ TableName, Key: key(1) })).Item?.n).toEqual({ N: '1' });
    const other = db.transactWriteItems({ TransactItems: TransactItems.slice(0, 1), ClientRequestToken: 't' });
    await expect(other).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
    const read = await db.transactGetItems({
      TransactItems: [1, 9].map((number) => ({ Get: { TableName, Key: key(number) } })),
    });
    expect(read.Responses?.map(({ Item }) => Item?.number?.N)).toEqual(['1', undefined]);
  });

  it('writes and reads in batches', async () => {
    const requests = [1, 2, 3].map((number) => ({ PutRequest: { Item: key(number) } }));
    await db.batchWriteItem({ RequestItems: { [TableName]: requests } });
    await db.batchWriteItem({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: key(2) } }] } });
    const { Responses } = await db.batchGetItem({
      RequestItems: { [TableName]: { Keys: [1, 2, 3].map((number) => key(number)) } },
    });
    expect(Responses?.[TableName]).toEqual([key(1), key(3)]);
  });

  it('takes away what is over', async () => {
    const past = Math.floor(Date.now() / 1000) - 10;
    await put(1, { ends: { N: String(past) } });
    await put(2, { ends: { N: String(past + 10_000) } });
    await db.updateTimeToLive({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'ends' } });
    await until(async () => (await db.scan({ TableName })).Count === 1);
    expect((await db.describeTimeToLive({ TableName })).TimeToLiveDescription).toEqual({
      ...{ TimeToLiveStatus: 'ENABLED', AttributeName: 'ends' },
    });
  });

  it('describes, changes and deletes its tables', async () => {
    const { Table } = await db.describeTable({ TableName });
    expect(Table).toMatchObject({
      ...{ TableStatus: 'ACTIVE', BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } },
      TableArn: `arn:aws:dynamodb:us-east-1:123456789012:table/${TableName}`,
    });
    await db.updateTable({ TableName, DeletionProtectionEnabled: true });
    await expect(db.deleteTable({ TableName })).rejects.toMatchObject({ name: 'ValidationException' });
    await db.updateTable({
      TableName,
      DeletionProtectionEnabled: false,
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-state' } }],
    });
    await db.tagResource({ ResourceArn: Table?.TableArn ?? '', Tags: [{ Key: 'a', Value: 'b' }] });
    expect((await db.listTagsOfResource({ ResourceArn: Table?.TableArn ?? '' })).Tags).toEqual([
      { Key: 'a', Value: 'b' },
    ]);
    expect((await db.listTables({ ExclusiveStartTableName: 'pool-' })).TableNames).toContain(TableName);
    await db.deleteTable({ TableName });
    await expect(db.describeTable({ TableName })).rejects.toMatchObject({
      ...{ name: 'ResourceNotFoundException', message: `Requested resource not found: Table: ${TableName} not found` },
    });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['Requested resource not found', () => db.getItem({ TableName: 'none', Key: key(1) })],
    ['The provided key element does not match the schema', () => db.getItem({ TableName, Key: { fleet: { S: 'p' } } })],
    ['Missing the key number in the item', () => db.putItem({ TableName, Item: { fleet: { S: 'p' } } })],
    ['Type mismatch for key number expected: N actual: S', () => put(1, { number: { S: '1' } })],
    ['cannot contain an empty string value. Key: fleet', () => put(1, { fleet: { S: '' } })],
    ['The parameter cannot be converted to a numeric value: x', () => put(1, { n: { N: 'x' } })],
    ['An string set  may not be empty', () => put(1, { n: { SS: [] } })],
    ['Item size has exceeded the maximum allowed size', () => put(1, { n: { S: 'x'.repeat(410_000) } })],
    [
      'Invalid ConditionExpression: Syntax error; token: "="',
      () => db.putItem({ TableName, Item: key(1), ConditionExpression: 'a == b' }),
    ],
    [
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:a}',
      () =>
        db.updateItem({
          TableName,
          Key: key(1),
          UpdateExpression: 'REMOVE n',
          ExpressionAttributeValues: { ':a': { S: '' } },
        }),
    ],
    [
      'Cannot update attribute fleet. This attribute is part of the key',
      () =>
        db.updateItem({
          TableName,
          Key: key(1),
          UpdateExpression: 'SET fleet = :a',
          ExpressionAttributeValues: { ':a': { S: 'x' } },
        }),
    ],
    [
      'The legacy parameter Expected is not implemented',
      () => db.putItem({ TableName, Item: key(1), Expected: { a: { Exists: false } } }),
    ],
    [
      'Some AttributeDefinitions are not used',
      () =>
        db.createTable({
          ...{ TableName: 'bad', BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }] },
          AttributeDefinitions: [
            { AttributeName: 'a', AttributeType: 'S' },
            { AttributeName: 'b', AttributeType: 'S' },
          ],
        }),
    ],
  ])('refuses: %s', async (message, request) => {
    await expect(request()).rejects.toThrow(message);
  });
});
