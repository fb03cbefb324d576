import type * as Dynamo from '@aws-sdk/client-dynamodb';
import {
  type BuildRequest,
  EMPTY_POOL_STATE,
  type Ledger,
  type PoolState,
} from '@codeyard/engine/instance-pools/pool-state';
import type { Usage } from '@codeyard/engine/instance-pools/usage';
import { chunkGroups, type TransactionPart } from './chunk-groups.ts';
import type { PoolStore, StoredPools } from './pool-store.ts';
import { groupChanges } from './save-groups.ts';

/** What is asked of DynamoDB: the SDK's `DynamoDB` does it. */
export interface DynamoCalls {
  getItem(input: Dynamo.GetItemInput): Promise<Dynamo.GetItemOutput>;
  query(input: Dynamo.QueryInput): Promise<Dynamo.QueryOutput>;
  putItem(input: Dynamo.PutItemInput): Promise<Dynamo.PutItemOutput>;
  transactWriteItems(input: Dynamo.TransactWriteItemsInput): Promise<Dynamo.TransactWriteItemsOutput>;
}

export interface DynamoPoolStoreOptions {
  readonly dynamo: DynamoCalls;
  /** Its key is `partition` and `row`, both texts; its time to live `expires`. */
  readonly table: string;
  readonly installation: string;
}

type Item = Record<string, Dynamo.AttributeValue>;

const LEDGER = 'ledger';
const USAGE_DAYS = 400;
const DAY_MS = 86_400_000;
const MOST_LOADS = 5;

/**
 * Pools in one table: a partition of rows that are loaded as a whole, each with a version, and one of usages for every day. Every save counts
 * the ledger's version up, so that two schedulers cannot both save on top of the same state.
 */
export function dynamoPoolStore({ dynamo, table, installation }: DynamoPoolStoreOptions): PoolStore {
  const key = (row: string, partition = installation): Item => ({ partition: { S: partition }, row: { S: row } });
  const usagePartition = (at: number) => `${installation}/usage/${new Date(at).toISOString().slice(0, 10)}`;

  async function readItem(row: string): Promise<Item | undefined> {
    return (await dynamo.getItem({ TableName: table, Key: key(row), ConsistentRead: true })).Item;
  }

  async function readPartition(partition: string): Promise<Item[]> {
    const items: Item[] = [];
    let from: Item | undefined;
    do {
      const page = await dynamo.query({
        ...{ TableName: table, ConsistentRead: true, KeyConditionExpression: '#partition = :partition' },
        ExpressionAttributeNames: { '#partition': 'partition' },
        ExpressionAttributeValues: { ':partition': { S: partition } },
        ...(from ? { ExclusiveStartKey: from } : {}),
      });
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from);
    return items;
  }

  /** Pages are read one after the other: only when nobody saved meanwhile are they of one state. */
  async function load(): Promise<StoredPools> {
    let before = versionOf(await readItem(LEDGER));
    for (let tries = 1; ; tries += 1) {
      const items = await readPartition(installation);
      const after = versionOf(await readItem(LEDGER));
      if (after === before || tries === MOST_LOADS) return toPools(items, before);
      before = after;
    }
  }

  function write(change: TransactionPart, versions: StoredPools['versions']): Dynamo.TransactWriteItem {
    if (change.type === 'usage') return { Put: { TableName: table, Item: usageItem(change.usage) } };
    const version = versions[change.row] ?? 0;
    const condition = onVersion(version);
    if (change.body === undefined) return { Delete: { TableName: table, Key: key(change.row), ...condition } };
    const Item = { ...key(change.row), version: { N: String(version + 1) }, body: { S: JSON.stringify(change.body) } };
    return { Put: { TableName: table, Item, ...condition } };
  }

  function usageItem(usage: Usage): Item {
    return {
      ...key(`${usage.kind}/${usage.id}`, usagePartition(usage.until)),
      body: { S: JSON.stringify(usage) },
      expires: { N: String(Math.floor(usage.until / 1_000) + (USAGE_DAYS * DAY_MS) / 1_000) },
    };
  }

  return {
    load,
    async save(before, after, usages) {
      const groups = groupChanges(before.state, after, usages);
      const isLedgerChanged = JSON.stringify(before.state.ledger) !== JSON.stringify(after.ledger);
      if (groups.length === 0 && !isLedgerChanged) return before;
      let versions = before.versions;
      for (const parts of chunkGroups(groups)) {
        const changes: TransactionPart[] = [{ type: 'row', row: LEDGER, body: after.ledger }, ...parts];
        const TransactItems = changes.map((change) => write(change, versions));
        if (!(await isDone(() => dynamo.transactWriteItems({ TransactItems })))) return undefined;
        versions = countUp(versions, changes);
      }
      return { state: after, versions };
    },
    async findRequest(id) {
      const item = await readItem(`request/${id}`);
      return item && { request: bodyOf<BuildRequest>(item), version: versionOf(item) };
    },
    async saveRequest(before, after) {
      const version = before?.version ?? 0;
      const Item = {
        ...key(`request/${after.id}`),
        version: { N: String(version + 1) },
        body: { S: JSON.stringify(after) },
      };
      return await isDone(() => dynamo.putItem({ TableName: table, Item, ...onVersion(version) }));
    },
    async usages(from, until) {
      const days: string[] = [];
      for (let day = from; day < until + DAY_MS; day += DAY_MS) days.push(usagePartition(Math.min(day, until)));
      const items = await Promise.all([...new Set(days)].map(readPartition));
      return items
        .flat()
        .map((item) => bodyOf<Usage>(item))
        .filter((usage) => usage.until >= from && usage.until < until);
    },
  };
}

function toPools(items: readonly Item[], ledgerVersion: number): StoredPools {
  const rows = { instance: {}, launch: {}, request: {} } as Record<string, Record<string, unknown>>;
  const versions: Record<string, number> = { [LEDGER]: ledgerVersion };
  let ledger: Ledger = EMPTY_POOL_STATE.ledger;
  for (const item of items) {
    const row = item.row?.S ?? '';
    if (row === LEDGER) ledger = bodyOf<Ledger>(item);
    else {
      versions[row] = versionOf(item);
      const slash = row.indexOf('/');
      const kind = rows[row.slice(0, slash)];
      if (kind) kind[row.slice(slash + 1)] = bodyOf(item);
    }
  }
  const { instance, launch, request } = rows;
  return { state: { instances: instance, launches: launch, requests: request, ledger } as PoolState, versions };
}

function countUp(versions: StoredPools['versions'], changes: readonly TransactionPart[]): Record<string, number> {
  const next = { ...versions };
  for (const change of changes) {
    if (change.type !== 'row') continue;
    if (change.body === undefined) delete next[change.row];
    else next[change.row] = (next[change.row] ?? 0) + 1;
  }
  return next;
}

/** The row is as it was read; version 0 is that of none. */
function onVersion(version: number) {
  if (version === 0) {
    return { ConditionExpression: 'attribute_not_exists(#row)', ExpressionAttributeNames: { '#row': 'row' } };
  }
  return {
    ...{ ConditionExpression: '#version = :version', ExpressionAttributeNames: { '#version': 'version' } },
    ExpressionAttributeValues: { ':version': { N: String(version) } },
  };
}

const versionOf = (item: Item | undefined): number => Number(item?.version?.N ?? 0);

const bodyOf = <Body>(item: Item): Body => JSON.parse(item.body?.S ?? 'null') as Body;

/**
 * False when another was faster; any other failure is thrown.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
async function isDone(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'ConditionalCheckFailedException' || error.name === 'TransactionConflictException') return false;
    const { CancellationReasons = [] } = error as { CancellationReasons?: Dynamo.CancellationReason[] };
    const isLost = CancellationReasons.some(
      ({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict',
    );
    if (error.name === 'TransactionCanceledException' && isLost) return false;
    throw error;
  }
}
