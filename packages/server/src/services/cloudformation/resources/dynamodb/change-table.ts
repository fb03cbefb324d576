import type { TableDescription, UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Json, JsonObject } from '@codeyard/engine/template/parse-template';
import { ResourceFailure, textOf, type UpdateCall } from '../resource-type.ts';
import { encryptionInput, indexInputs, listOf, streamInput } from './table-input.ts';

/**
 * Takes one step from what the table is to what it shall be, as the API allows one at a time: indexes go, settings change, indexes
 * come. Answers what to remember of it, and nothing when there is no step left.
 */
export async function changeTable(call: UpdateCall, found: TableDescription): Promise<JsonObject | undefined> {
  checkTypes(call, found);
  const { GlobalSecondaryIndexes: present = [] } = found;
  const wanted = indexInputs(call.properties.GlobalSecondaryIndexes);
  checkIndexes(call, present);
  const gone = present.find(({ IndexName }) => !wanted.some((index) => index.IndexName === IndexName));
  if (gone) {
    const Delete = { IndexName: gone.IndexName ?? '' };
    return await send(call, { GlobalSecondaryIndexUpdates: [{ Delete }] });
  }
  if (!call.memo?.isSet) {
    const settings = settingsOf(call, found);
    if (Object.keys(settings).length > 0) return { ...(await send(call, settings)), isSet: true };
  }
  const added = wanted.find((index) => !present.some(({ IndexName }) => index.IndexName === IndexName));
  if (!added) return undefined;
  const AttributeDefinitions = definitionsFor(call, found, added);
  return await send(call, { AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create: added }] });
}

async function send(call: UpdateCall, value: JsonObject): Promise<JsonObject> {
  const whole = { ...value, TableName: call.physicalId };
  await call.aws.dynamodb.updateTable(call.fit<UpdateTableCommandInput>('dynamodb', 'UpdateTable', whole));
  return { ...call.memo };
}

/** What differs: UpdateTable refuses a request that changes nothing. */
function settingsOf({ changed, properties }: UpdateCall, found: TableDescription): JsonObject {
  const { BillingMode = 'PROVISIONED', ProvisionedThroughput, TableClass = 'STANDARD' } = properties;
  const isProtected = String(properties.DeletionProtectionEnabled ?? false) === 'true';
  const isNewMode = BillingMode !== (found.BillingModeSummary?.BillingMode ?? 'PROVISIONED');
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = found.ProvisionedThroughput ?? {};
  const throughput = unitsOf(ProvisionedThroughput);
  const isNewThroughput = throughput !== `${read} ${write}`;
  const isProvisioned = BillingMode === 'PROVISIONED';
  const updates = isProvisioned && changed.has('GlobalSecondaryIndexes') ? indexUpdates(properties, found) : [];
  return {
    ...(isNewMode ? { BillingMode } : {}),
    ...(isProvisioned && ProvisionedThroughput !== undefined && (isNewMode || isNewThroughput)
      ? { ProvisionedThroughput }
      : {}),
    ...(updates.length > 0 ? { GlobalSecondaryIndexUpdates: updates } : {}),
    ...(TableClass === (found.TableClassSummary?.TableClass ?? 'STANDARD') ? {} : { TableClass }),
    ...(isProtected === (found.DeletionProtectionEnabled ?? false) ? {} : { DeletionProtectionEnabled: isProtected }),
    ...(changed.has('SSESpecification') && !isEncrypted(properties, found)
      ? { SSESpecification: encryptionInput(properties.SSESpecification) }
      : {}),
    ...(changed.has('StreamSpecification') && !isStreamed(properties, found)
      ? { StreamSpecification: streamInput(properties.StreamSpecification) }
      : {}),
    ...given(changed, properties, 'OnDemandThroughput'),
    ...given(changed, properties, 'WarmThroughput'),
  };
}

/** Whether the table is encrypted as it shall be. */
function isEncrypted({ SSESpecification }: JsonObject, { SSEDescription }: TableDescription): boolean {
  const { Enabled, KMSMasterKeyId } = encryptionInput(SSESpecification);
  const isOn = /^(ENABL|UPDAT)/.test(SSEDescription?.Status ?? '');
  const key = textOf(KMSMasterKeyId);
  return isOn === (String(Enabled) === 'true') && (key === undefined || key === SSEDescription?.KMSMasterKeyArn);
}

function isStreamed(
  properties: JsonObject,
  { StreamSpecification: found = { StreamEnabled: false } }: TableDescription,
): boolean {
  const { StreamEnabled, StreamViewType } = streamInput(properties.StreamSpecification);
  return StreamEnabled === found.StreamEnabled && StreamViewType === found.StreamViewType;
}

const given = (changed: ReadonlySet<string>, properties: JsonObject, name: string): JsonObject =>
  changed.has(name) && properties[name] !== undefined ? { [name]: properties[name] } : {};

const unitsOf = (throughput: Json | undefined): string => {
  const { ReadCapacityUnits = '', WriteCapacityUnits = '' } = (throughput ?? {}) as JsonObject;
  return `${ReadCapacityUnits} ${WriteCapacityUnits}`;
};

/** New throughput of indexes that stay. */
function indexUpdates(properties: JsonObject, { GlobalSecondaryIndexes = [] }: TableDescription): JsonObject[] {
  return indexInputs(properties.GlobalSecondaryIndexes).flatMap(({ IndexName = '', ProvisionedThroughput }) => {
    const present = GlobalSecondaryIndexes.find((index) => index.IndexName === IndexName)?.ProvisionedThroughput;
    const isSame = `${present?.ReadCapacityUnits} ${present?.WriteCapacityUnits}` === unitsOf(ProvisionedThroughput);
    if (!present || ProvisionedThroughput === undefined || isSame) return [];
    return [{ Update: { IndexName, ProvisionedThroughput } }];
  });
}

/** An index takes another key or projection only under another name. */
function checkIndexes({ properties }: UpdateCall, present: TableDescription['GlobalSecondaryIndexes'] = []): void {
  for (const { IndexName, KeySchema = [], Projection = {} } of indexInputs(properties.GlobalSecondaryIndexes)) {
    const found = present.find((index) => index.IndexName === IndexName);
    if (!found) continue;
    const shapeOf = (keys: Json, projection: JsonObject) =>
      JSON.stringify([
        listOf(keys).map(({ AttributeName = '', KeyType = '' }) => [AttributeName, KeyType]),
        projection.ProjectionType ?? 'ALL',
        [...listOf(projection.NonKeyAttributes)].sort(),
      ]);
    const was = shapeOf(found.KeySchema as unknown as Json, { ...found.Projection } as JsonObject);
    if (was === shapeOf(KeySchema, Projection as JsonObject)) continue;
    throw new ResourceFailure(
      `Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. You can create a new GSI with a different name. (${textOf(IndexName)})`,
    );
  }
}

/** AWS makes another table of one whose attributes have another type. */
function checkTypes({ properties }: UpdateCall, { AttributeDefinitions: present = [] }: TableDescription): void {
  for (const { AttributeName, AttributeType } of listOf(properties.AttributeDefinitions)) {
    const found = present.find((definition) => definition.AttributeName === AttributeName);
    if (found && found.AttributeType !== AttributeType)
      throw new ResourceFailure(
        `The type of the attribute ${textOf(AttributeName)} cannot change in the same table: give the table another name`,
      );
  }
}

/** Of the attributes that are keys once the index is there: others are refused. */
function definitionsFor({ properties }: UpdateCall, found: TableDescription, added: JsonObject): JsonObject[] {
  const schemas = [found, ...(found.GlobalSecondaryIndexes ?? []), ...(found.LocalSecondaryIndexes ?? [])];
  const keys = new Set<Json | undefined>([
    ...schemas.flatMap(({ KeySchema = [] }) => KeySchema.map(({ AttributeName }) => AttributeName)),
    ...listOf(added.KeySchema).map(({ AttributeName }) => AttributeName),
  ]);
  return listOf(properties.AttributeDefinitions).filter(({ AttributeName }) => keys.has(AttributeName));
}
