import { changeBus } from './change-bus.ts';
import { changeRule } from './change-rule.ts';
import { invalid } from './errors.ts';
import type { Parts } from './parts.ts';
import { readTaggedResource } from './rules/arns.ts';
import type { Tag } from './rules/tags.ts';
import { saveBus } from './store/buses.ts';
import { upsertRule } from './store/rules.ts';

/** Replaces the tags of the rule or bus behind an ARN by what `change` makes of them, and answers them. */
export async function changeTags(
  parts: Parts,
  arn: string,
  change: (tags: readonly Tag[]) => readonly Tag[],
): Promise<readonly Tag[]> {
  const resource = readTaggedResource(arn);
  if (!resource) throw invalid(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  if (resource.kind === 'bus') {
    return await changeBus(parts, resource.bus, async (tx, bus) => {
      const tags = change(bus.tags);
      await saveBus(tx, { ...bus, tags });
      return tags;
    });
  }
  return await changeRule(parts, { name: resource.rule, bus: resource.bus }, async (tx, rule) => {
    const tags = change(rule.tags);
    await upsertRule(tx, { ...rule, tags });
    return tags;
  });
}
