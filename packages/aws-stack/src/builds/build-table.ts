import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { Build } from './build.ts';

/** A row with the number that rises with every change of it. */
interface Row {
  readonly build: Build;
  readonly version: number;
}

/** A build that has ended is forgotten after so long. */
const KEPT_SECONDS = 30 * 86_400;

/** The builds, one row each; a change is made on top of what was read, or made again. */
export interface BuildTable {
  find(id: string): Promise<Build | undefined>;
  findByAction(actionExecutionId: string): Promise<Build | undefined>;
  /** Those that have not ended, oldest first. */
  listOpen(): Promise<Build[]>;
  /** Makes a row if there is none, and changes it otherwise. `undefined` leaves it as it is; the answer is what it is then. */
  change(id: string, change: (build: Build | undefined) => Build | undefined): Promise<Build | undefined>;
}

export function createBuildTable(dynamodb: DynamoDBClient, TableName: string, now: () => number): BuildTable {
  async function read(id: string): Promise<Row | undefined> {
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true }),
    );
    return Item && { build: JSON.parse(Item.document?.S ?? '{}') as Build, version: Number(Item.version?.N) };
  }

  async function write(build: Build, before: Row | undefined): Promise<boolean> {
    const isOpen = build.phase !== 'ended';
    const Item = {
      id: { S: build.id },
      version: { N: String((before?.version ?? 0) + 1) },
      document: { S: JSON.stringify(build) },
      createdAt: { N: String(build.createdAt) },
      // Only what is open is in this index.
      ...(isOpen ? { isOpen: { S: 'yes' } } : { expiresAt: { N: String(Math.ceil(now() / 1_000) + KEPT_SECONDS) } }),
      ...(build.context ? { actionExecutionId: { S: build.context.actionExecutionId } } : {}),
    };
    const condition = before
      ? {
          ConditionExpression: 'version = :version',
          ExpressionAttributeValues: { ':version': { N: String(before.version) } },
        }
      : { ConditionExpression: 'attribute_not_exists(id)' };
    try {
      await dynamodb.send(new PutItemCommand({ TableName, Item, ...condition }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async function query(IndexName: string, name: string, value: string): Promise<Build[]> {
    const builds: Build[] = [];
    let start: Record<string, never> | undefined;
    do {
      const page = await dynamodb.send(
        new QueryCommand({
          ...{ TableName, IndexName, KeyConditionExpression: '#key = :value' },
          ...{ ExpressionAttributeNames: { '#key': name }, ExpressionAttributeValues: { ':value': { S: value } } },
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      builds.push(...(page.Items ?? []).map(({ document }) => JSON.parse(document?.S ?? '{}') as Build));
      start = page.LastEvaluatedKey as Record<string, never> | undefined;
    } while (start);
    return builds;
  }

  return {
    find: async (id) => (await read(id))?.build,
    async findByAction(actionExecutionId) {
      const [found] = await query('byAction', 'actionExecutionId', actionExecutionId);
      return found && (await read(found.id))?.build;
    },
    listOpen: () => query('byOpen', 'isOpen', 'yes'),
    async change(id, change) {
      for (;;) {
        const before = await read(id);
        const after = change(before?.build);
        if (!after) return before?.build;
        const changed = { ...after, changedAt: now() };
        if (await write(changed, before)) return changed;
      }
    },
  };
}
