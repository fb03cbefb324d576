import type {
  DisableKinesisStreamingDestinationCommandInput,
  EnableKinesisStreamingDestinationCommandInput,
  UpdateContinuousBackupsCommandInput,
  UpdateContributorInsightsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { asObject, type Json, type JsonObject } from '@codeyard/engine/template/parse-template';
import { unlessGone } from '../calls.ts';
import { type ExistingCall, textOf, type UpdateCall } from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';

type Call = ExistingCall & Partial<Pick<UpdateCall, 'previous'>>;

/** Properties that the API has operations of their own for, and how each is changed. */
const CHANGES: Readonly<Record<string, (call: Call) => Promise<unknown>>> = {
  ContributorInsightsSpecification: changeInsights,
  GlobalSecondaryIndexes: changeIndexInsights,
  KinesisStreamSpecification: changeKinesis,
  PointInTimeRecoverySpecification: changeRecovery,
  ResourcePolicy: changePolicy,
  Tags: changeTags,
  TimeToLiveSpecification: changeTimeToLive,
};

/** Those that UpdateTable and CreateTable know nothing of. */
export const FEATURES = [
  ...['ContributorInsightsSpecification', 'KinesisStreamSpecification', 'PointInTimeRecoverySpecification'],
  ...['ResourcePolicy', 'TimeToLiveSpecification'],
];

export async function changeFeatures(call: Call, changed: ReadonlySet<string>): Promise<void> {
  for (const [name, change] of Object.entries(CHANGES)) if (changed.has(name)) await change(call);
}

const isTrue = (value: Json | undefined) => String(value ?? false) === 'true';
const wanted = ({ properties }: Call, name: string) => asObject(properties[name]);
const before = ({ previous = {} }: Call, name: string) => asObject(previous[name]);

async function changeTimeToLive(call: Call): Promise<void> {
  const { aws, physicalId: TableName } = call;
  const { AttributeName, Enabled } = wanted(call, 'TimeToLiveSpecification');
  const name = isTrue(Enabled) ? textOf(AttributeName) : undefined;
  const { TimeToLiveDescription: found = {} } = await aws.dynamodb.describeTimeToLive({ TableName });
  const current = /^ENABL/.test(found.TimeToLiveStatus ?? '') ? found.AttributeName : undefined;
  const set = (attribute: string, isOn: boolean) =>
    aws.dynamodb.updateTimeToLive({
      TableName,
      TimeToLiveSpecification: { AttributeName: attribute, Enabled: isOn },
    });
  if (current !== undefined && current !== name) await set(current, false);
  if (name !== undefined && current !== name) await set(name, true);
}

async function changeRecovery(call: Call): Promise<void> {
  const name = 'PointInTimeRecoverySpecification';
  const isOn = ({ PointInTimeRecoveryEnabled }: JsonObject) => isTrue(PointInTimeRecoveryEnabled);
  const specification = { PointInTimeRecoveryEnabled: false, ...wanted(call, name) };
  if (!isOn(specification) && !isOn(before(call, name))) return;
  const value = { TableName: call.physicalId, [name]: specification };
  await call.aws.dynamodb.updateContinuousBackups(
    call.fit<UpdateContinuousBackupsCommandInput>('dynamodb', 'UpdateContinuousBackups', value),
  );
}

async function changePolicy(call: Call): Promise<void> {
  const { aws, properties } = call;
  const { TableArn: ResourceArn } = (await aws.dynamodb.describeTable({ TableName: call.physicalId })).Table ?? {};
  const { PolicyDocument } = wanted(call, 'ResourcePolicy');
  if (properties.ResourcePolicy !== undefined) {
    const Policy = typeof PolicyDocument === 'string' ? PolicyDocument : JSON.stringify(PolicyDocument);
    await aws.dynamodb.putResourcePolicy({ ResourceArn, Policy });
  } else if (call.previous?.ResourcePolicy !== undefined)
    await unlessGone('PolicyNotFoundException', () => aws.dynamodb.deleteResourcePolicy({ ResourceArn }));
}

async function changeInsights(call: Call): Promise<void> {
  const name = 'ContributorInsightsSpecification';
  await setInsights(call, { is: wanted(call, name), was: before(call, name) });
}

async function changeIndexInsights(call: Call): Promise<void> {
  const specificationOf = (properties: JsonObject | undefined, index: JsonObject): JsonObject => {
    const indexes = (properties?.GlobalSecondaryIndexes ?? []) as JsonObject[];
    const found = indexes.find(({ IndexName }) => IndexName === index.IndexName);
    return asObject(found?.ContributorInsightsSpecification);
  };
  for (const index of (call.properties.GlobalSecondaryIndexes ?? []) as JsonObject[])
    await setInsights(call, {
      is: specificationOf(call.properties, index),
      was: specificationOf(call.previous, index),
      IndexName: String(index.IndexName),
    });
}

async function setInsights(
  call: Call,
  { is, was, ...place }: { is: JsonObject; was: JsonObject; IndexName?: string },
): Promise<void> {
  if (!isTrue(is.Enabled) && !isTrue(was.Enabled)) return;
  const { Mode } = is;
  const ContributorInsightsAction = isTrue(is.Enabled) ? 'ENABLE' : 'DISABLE';
  const value = {
    ...{ TableName: call.physicalId, ...place, ContributorInsightsAction },
    ...(Mode === undefined ? {} : { ContributorInsightsMode: Mode }),
  };
  await call.aws.dynamodb.updateContributorInsights(
    call.fit<UpdateContributorInsightsCommandInput>('dynamodb', 'UpdateContributorInsights', value),
  );
}

async function changeKinesis(call: Call): Promise<void> {
  const { aws, fit, physicalId: TableName } = call;
  const name = 'KinesisStreamSpecification';
  const { StreamArn, ApproximateCreationDateTimePrecision: precision } = wanted(call, name);
  const { StreamArn: old } = before(call, name);
  if (old !== undefined && old !== StreamArn)
    await aws.dynamodb.disableKinesisStreamingDestination(
      fit<DisableKinesisStreamingDestinationCommandInput>('dynamodb', 'DisableKinesisStreamingDestination', {
        TableName,
        StreamArn: old,
      }),
    );
  if (StreamArn === undefined) return;
  const value = {
    ...{ TableName, StreamArn },
    ...(precision === undefined
      ? {}
      : { EnableKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: precision } }),
  };
  await aws.dynamodb.enableKinesisStreamingDestination(
    fit<EnableKinesisStreamingDestinationCommandInput>('dynamodb', 'EnableKinesisStreamingDestination', value),
  );
}

async function changeTags(call: Call): Promise<void> {
  const { aws, physicalId: TableName, previous = {} } = call;
  const { TableArn: ResourceArn } = (await aws.dynamodb.describeTable({ TableName })).Table ?? {};
  const Tags = tagsOf(call);
  const TagKeys = removedTags(previousTags(previous), Tags);
  if (TagKeys.length > 0) await aws.dynamodb.untagResource({ ResourceArn, TagKeys });
  if (Tags.length > 0) await aws.dynamodb.tagResource({ ResourceArn, Tags });
}
