import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { dynamoPoolStore } from '../../../../compute/src/instance-pools/dynamodb-pool-store.ts';
import { describePoolStore } from '../../../../compute/src/instance-pools/pool-store-contract.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';

let yard: Yard | undefined;
let made = 0;

/** A yard with one table, in which every store has an installation of its own. */
async function openStore() {
  if (!yard) {
    yard = await startYard();
    await yard.client(DynamoDB).createTable({
      TableName: 'pools',
      AttributeDefinitions: [
        { AttributeName: 'partition', AttributeType: 'S' },
        { AttributeName: 'row', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'partition', KeyType: 'HASH' },
        { AttributeName: 'row', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    });
  }
  return dynamoPoolStore({ dynamo: yard.client(DynamoDB), table: 'pools', installation: `installation-${++made}` });
}

describePoolStore('DynamoDB', openStore, async () => yard?.stop());
