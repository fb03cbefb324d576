import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';

/** The right to look on, of one scheduler at a time; it is lost when it is not kept. Only work is saved by it: nothing depends on it. */
export interface Turn {
  keep(): Promise<boolean>;
  release(): Promise<void>;
}

const HELD_MS = 15_000;
const KEY = { id: { S: 'scheduler' } };

/** The turn, unless another scheduler has it. */
export async function takeTurn(
  dynamodb: DynamoDBClient,
  { table, holder, now }: { table: string; holder: string; now: () => number },
): Promise<Turn | undefined> {
  async function put(): Promise<boolean> {
    const Item = { ...KEY, holder: { S: holder }, until: { N: String(now() + HELD_MS) } };
    return await ifStillMine(() =>
      dynamodb.send(
        new PutItemCommand({
          ...{ TableName: table, Item, ExpressionAttributeNames: { '#until': 'until' } },
          ConditionExpression: 'attribute_not_exists(id) OR holder = :me OR #until < :now',
          ExpressionAttributeValues: { ':me': { S: holder }, ':now': { N: String(now()) } },
        }),
      ),
    );
  }
  if (!(await put())) return undefined;
  return {
    keep: put,
    async release() {
      const condition = { ConditionExpression: 'holder = :me', ExpressionAttributeValues: { ':me': { S: holder } } };
      await ifStillMine(() => dynamodb.send(new DeleteItemCommand({ TableName: table, Key: KEY, ...condition })));
    },
  };
}

async function ifStillMine(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
