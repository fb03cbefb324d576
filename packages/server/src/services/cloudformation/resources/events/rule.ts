import type { PutRuleCommandInput, PutTargetsCommandInput } from '@aws-sdk/client-eventbridge';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, unlessGone } from '../calls.ts';
import { DONE, type ResourceCall, ResourceFailure, type ResourceType, textOf } from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';

const GONE = 'ResourceNotFoundException';
const DEFAULT_BUS = 'default';
/** So many targets does a request take. */
const MOST_AT_ONCE = 10;

interface RuleName {
  readonly Name: string;
  readonly EventBusName: string;
}

const nameOf = (call: ResourceCall) => textOf(call.properties.Name) ?? call.newName({ longest: 64 });
const busOf = ({ properties }: ResourceCall) =>
  textOf(properties.EventBusName)?.split('event-bus/').at(-1) ?? DEFAULT_BUS;

/** The rule and bus of a physical id, which is the name alone on the default bus. */
function readId(id: string): RuleName {
  const [first = '', second] = id.split('|');
  return second === undefined ? { Name: first, EventBusName: DEFAULT_BUS } : { Name: second, EventBusName: first };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
export const rule: ResourceType = {
  type: 'AWS::Events::Rule',
  properties: {
    ...{ Description: 'updates', EventBusName: 'replaces', EventPattern: 'updates', Name: 'replaces' },
    ...{ RoleArn: 'updates', ScheduleExpression: 'updates', State: 'updates', Tags: 'updates', Targets: 'updates' },
  },
  attributes: ['Arn'],
  nameProperty: 'Name',
  identify(call) {
    const bus = busOf(call);
    return bus === DEFAULT_BUS ? nameOf(call) : `${bus}|${nameOf(call)}`;
  },
  async create(call) {
    const name = { Name: nameOf(call), EventBusName: busOf(call) };
    await putRule(call, name);
    await putTargets(call, name);
    return DONE;
  },
  async read({ aws, physicalId }) {
    const found = await unlessGone(GONE, () => aws.events.describeRule(readId(physicalId)));
    return found && { Arn: found.Arn ?? '' };
  },
  async update(call) {
    const { aws, changed, previous } = call;
    const name = readId(call.physicalId);
    // A rate counts from when its rule was last put.
    if ([...changed].some((property) => property !== 'Targets' && property !== 'Tags')) await putRule(call, name);
    if (changed.has('Targets')) {
      const kept = targetsOf(call.properties).map(({ Id }) => Id);
      await removeTargets(call, name, (id) => !kept.includes(id));
      await putTargets(call, name);
    }
    if (changed.has('Tags')) {
      const { Arn: ResourceARN } = await aws.events.describeRule(name);
      const Tags = tagsOf(call);
      await aws.events.untagResource({ ResourceARN, TagKeys: removedTags(previousTags(previous), Tags) });
      await aws.events.tagResource({ ResourceARN, Tags });
    }
    return DONE;
  },
  async delete(call) {
    const name = readId(call.physicalId);
    await unlessGone(GONE, () => removeTargets(call, name, () => true));
    return await deleteOnce(GONE, () => call.aws.events.deleteRule(name));
  },
};

async function putRule(call: ResourceCall, name: RuleName): Promise<void> {
  const { Targets: _, ...properties } = call.properties;
  const value = { ...properties, ...name, Tags: tagsOf(call) as unknown as JsonObject[] };
  await call.aws.events.putRule(call.fit<PutRuleCommandInput>('eventbridge', 'PutRule', value));
}

const targetsOf = ({ Targets = [] }: JsonObject): JsonObject[] =>
  (Array.isArray(Targets) ? Targets : [Targets]) as JsonObject[];

async function putTargets(call: ResourceCall, { Name, EventBusName }: RuleName): Promise<void> {
  const Targets = targetsOf(call.properties);
  if (Targets.length === 0) return;
  const input = call.fit<PutTargetsCommandInput>('eventbridge', 'PutTargets', { Rule: Name, EventBusName, Targets });
  const { FailedEntries = [] } = await call.aws.events.putTargets(input);
  if (FailedEntries.length === 0) return;
  const reasons = FailedEntries.map(({ TargetId, ErrorMessage }) => `Target ${TargetId}: ${ErrorMessage}`);
  throw new ResourceFailure(reasons.join('; '));
}

/** Somebody may have added some of their own, with which a rule cannot be deleted: those go with it. */
async function removeTargets(
  { aws }: ResourceCall,
  { Name: Rule, EventBusName }: RuleName,
  isGone: (id: string) => boolean,
): Promise<void> {
  const ids: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await aws.events.listTargetsByRule({ Rule, EventBusName, NextToken });
    ids.push(...(page.Targets ?? []).map(({ Id = '' }) => Id));
    NextToken = page.NextToken;
  } while (NextToken);
  const gone = ids.filter(isGone);
  for (let at = 0; at < gone.length; at += MOST_AT_ONCE)
    await aws.events.removeTargets({ Rule, EventBusName, Ids: gone.slice(at, at + MOST_AT_ONCE) });
}
