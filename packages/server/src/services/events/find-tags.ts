import { existingRule } from './change-rule.ts';
import { busNotFound, invalid } from './errors.ts';
import type { Parts } from './parts.ts';
import { readTaggedResource } from './rules/arns.ts';
import type { Tag } from './rules/tags.ts';
import { findBus } from './store/buses.ts';

/** The tags of the rule or bus behind an ARN. */
export async function findTags(parts: Parts, arn: string): Promise<readonly Tag[]> {
  const resource = readTaggedResource(arn);
  if (!resource) throw invalid(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  if (resource.kind === 'rule') return (await existingRule(parts, { name: resource.rule, bus: resource.bus })).tags;
  const bus = await findBus(parts.database, resource.bus);
  if (!bus) throw busNotFound(resource.bus);
  return bus.tags;
}
