import type { PutPermissionCommandInput } from '@aws-sdk/client-eventbridge';
import { asObject, type JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, unlessGone } from '../calls.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';

const GONE = 'ResourceNotFoundException';
const placeOf = ({ properties }: ResourceCall) => ({
  EventBusName: textOf(properties.EventBusName) ?? 'default',
  StatementId: textOf(properties.StatementId) ?? '',
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html */
export const eventBusPolicy: ResourceType = {
  type: 'AWS::Events::EventBusPolicy',
  properties: {
    ...{ Action: 'updates', Condition: 'updates', EventBusName: 'replaces', Principal: 'updates' },
    ...{ Statement: 'updates', StatementId: 'replaces' },
  },
  required: ['StatementId'],
  attributes: [],
  identify(call) {
    const { EventBusName, StatementId } = placeOf(call);
    return `${EventBusName}|${StatementId}`;
  },
  create: put,
  async read(call) {
    const { StatementId } = placeOf(call);
    const statements = await unlessGone(GONE, () => statementsOf(call));
    return statements?.some(({ Sid }) => Sid === StatementId) ? {} : undefined;
  },
  update: put,
  async delete(call) {
    return await deleteOnce(GONE, () => call.aws.events.removePermission(placeOf(call)));
  },
};

async function statementsOf(call: ResourceCall): Promise<JsonObject[]> {
  const { Policy } = await call.aws.events.describeEventBus({ Name: placeOf(call).EventBusName });
  const { Statement = [] } = asObject(JSON.parse(Policy ?? '{}'));
  return (Array.isArray(Statement) ? Statement : [Statement]) as JsonObject[];
}

/** Replaces the statement of that id. A whole statement can only be put with all others of the bus. */
async function put(call: ResourceCall) {
  const { Statement, ...properties } = call.properties;
  const place = placeOf(call);
  if (Statement === undefined) {
    const value = { Action: 'events:PutEvents', ...properties, ...place };
    await call.aws.events.putPermission(call.fit<PutPermissionCommandInput>('eventbridge', 'PutPermission', value));
    return DONE;
  }
  const others = (await statementsOf(call)).filter(({ Sid }) => Sid !== place.StatementId);
  const given = typeof Statement === 'string' ? (JSON.parse(Statement) as JsonObject) : asObject(Statement);
  const policy = { Version: '2012-10-17', Statement: [...others, { ...given, Sid: place.StatementId }] };
  await call.aws.events.putPermission({ EventBusName: place.EventBusName, Policy: JSON.stringify(policy) });
  return DONE;
}
