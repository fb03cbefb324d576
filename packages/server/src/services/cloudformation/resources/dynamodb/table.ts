import type { CreateTableCommandInput, TableDescription } from '@aws-sdk/client-dynamodb';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { makeOnce, unlessGone } from '../calls.ts';
import {
  DONE,
  type ExistingCall,
  type Progress,
  type ResourceCall,
  ResourceFailure,
  type ResourceType,
  textOf,
} from '../resource-type.ts';
import { tagsOf } from '../tags.ts';
import { changeTable } from './change-table.ts';
import { changeFeatures, FEATURES } from './table-features.ts';
import { tableInput } from './table-input.ts';

const GONE = 'ResourceNotFoundException';
const WAIT_MS = 200;

const nameOf = (call: ResourceCall) => textOf(call.properties.TableName) ?? call.newName({ longest: 255 });
const waiting = (memo: JsonObject): Progress => ({ state: 'waiting', memo, afterMs: WAIT_MS });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html */
export const table: ResourceType = {
  type: 'AWS::DynamoDB::Table',
  properties: {
    ...{ AttributeDefinitions: 'updates', BillingMode: 'updates', ContributorInsightsSpecification: 'updates' },
    ...{ DeletionProtectionEnabled: 'updates', GlobalSecondaryIndexes: 'updates' },
    ...{ ImportSourceSpecification: 'replaces', KeySchema: 'replaces', KinesisStreamSpecification: 'updates' },
    ...{ LocalSecondaryIndexes: 'replaces', OnDemandThroughput: 'updates' },
    ...{ PointInTimeRecoverySpecification: 'updates', ProvisionedThroughput: 'updates', ResourcePolicy: 'updates' },
    ...{ SSESpecification: 'updates', StreamSpecification: 'updates', TableClass: 'updates', TableName: 'replaces' },
    ...{ Tags: 'updates', TimeToLiveSpecification: 'updates', WarmThroughput: 'updates' },
  },
  required: ['KeySchema'],
  attributes: ['Arn'],
  nameProperty: 'TableName',
  identify: nameOf,
  async create(call) {
    const existing = { ...call, physicalId: nameOf(call) };
    if (!call.memo) {
      const Tags = tagsOf(call) as unknown as JsonObject[];
      const value = { ...tableInput(call.properties), TableName: existing.physicalId, Tags };
      const input = call.fit<CreateTableCommandInput>('dynamodb', 'CreateTable', value);
      await makeOnce(call, 'ResourceInUseException', () => call.aws.dynamodb.createTable(input));
    }
    const isActive = (await describe(existing))?.TableStatus === 'ACTIVE';
    if (!isActive) return waiting({ isMade: true });
    await changeFeatures(existing, new Set(FEATURES));
    return DONE;
  },
  async read(call) {
    const found = await describe(call);
    return (
      found && {
        Arn: found.TableArn ?? '',
        ...(found.LatestStreamArn === undefined ? {} : { StreamArn: found.LatestStreamArn }),
      }
    );
  },
  async update(call) {
    const found = await describe(call);
    const isSettled = ({ GlobalSecondaryIndexes = [], TableStatus }: TableDescription) =>
      TableStatus === 'ACTIVE' && GlobalSecondaryIndexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE');
    if (!found) throw new ResourceFailure(`The table ${call.physicalId} is not there any more`);
    if (!isSettled(found)) return waiting({ ...call.memo });
    const next = await changeTable(call, found);
    if (next) return waiting(next);
    await changeFeatures(call, call.changed);
    return DONE;
  },
  async delete(call) {
    const found = await describe(call);
    if (!found) return DONE;
    if (found.TableStatus !== 'DELETING')
      await unlessGone(GONE, () => call.aws.dynamodb.deleteTable({ TableName: call.physicalId }));
    return (await describe(call)) ? waiting({}) : DONE;
  },
};

async function describe({ aws, physicalId: TableName }: ExistingCall): Promise<TableDescription | undefined> {
  return (await unlessGone(GONE, () => aws.dynamodb.describeTable({ TableName })))?.Table;
}
