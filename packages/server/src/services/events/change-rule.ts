import type { Db } from '../../database/database.ts';
import { busNotFound, invalid, ruleNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import { readBusName } from './rules/arns.ts';
import { findBus } from './store/buses.ts';
import { findRule, lockRule, type Rule } from './store/rules.ts';

/** The name of the bus a request means, which is there. */
export async function existingBusName(db: Db, parts: Parts, nameOrArn: string | undefined): Promise<string> {
  const name = readBusName(parts, nameOrArn);
  if (name === undefined) throw invalid(`Event bus ${nameOrArn} is not one of this account and region.`);
  if (!(await findBus(db, name))) throw busNotFound(name);
  return name;
}

interface RuleReference {
  readonly name: string;
  /** Name or ARN; the default bus when left out. */
  readonly bus: string | undefined;
}

/** The rule, or AWS's refusal. */
export async function existingRule(parts: Parts, reference: RuleReference): Promise<Rule> {
  const bus = await existingBusName(parts.database, parts, reference.bus);
  const rule = await findRule(parts.database, bus, reference.name);
  if (!rule) throw ruleNotFound(reference.name, bus);
  return rule;
}

/** Does something to a rule while nobody else can. */
export function changeRule<Result>(
  parts: Parts,
  reference: RuleReference,
  change: (tx: Db, rule: Rule) => Promise<Result>,
): Promise<Result> {
  return parts.database.transaction(async (tx) => {
    const bus = await existingBusName(tx, parts, reference.bus);
    const rule = await lockRule(tx, bus, reference.name);
    if (!rule) throw ruleNotFound(reference.name, bus);
    return await change(tx, rule);
  });
}
