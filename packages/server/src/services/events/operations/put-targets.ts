import type { PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { changeRule } from '../change-rule.ts';
import { invalid, tooManyTargets } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findInputProblem, fromSdkTarget, type Target } from '../rules/target.ts';
import { listTargets, upsertTarget } from '../store/targets.ts';
import { targetKindOf } from '../targets/all-targets.ts';

type Given = InputOf<PutTargetsCommand>['Targets'][number];

const MOST_TARGETS = 5;

/** Makes and replaces targets. AWS takes any ARN; what nothing here could deliver to is refused target by target. */
export const putTargets = operation<PutTargetsCommand, Parts>('PutTargets', async (input, parts) => {
  const failures = input.Targets.flatMap((target) => findFailure(target) ?? []);
  const failed = new Set(failures.map((failure) => failure.TargetId));
  const targets = input.Targets.filter((target) => !failed.has(target.Id)).map(fromSdkTarget);
  for (const target of targets) checkTarget(target);
  await changeRule(parts, { name: input.Rule, bus: input.EventBusName }, async (tx, { bus, name }) => {
    const present = await listTargets(tx, { bus, rule: name });
    const ids = new Set([...present, ...targets].map((target) => target.id));
    if (ids.size > MOST_TARGETS) throw tooManyTargets();
    for (const target of targets) await upsertTarget(tx, { bus, rule: name }, target);
  });
  return { FailedEntryCount: failures.length, FailedEntries: failures };
});

function checkTarget(target: Target): void {
  const problem = findInputProblem(target) ?? targetKindOf(target.arn)?.findProblem?.(target);
  if (problem !== undefined) throw invalid(problem);
}

function findFailure(target: Given) {
  const failure = (what: string) => ({
    TargetId: target.Id,
    ErrorCode: 'NotImplementedException',
    ErrorMessage: `${what} by Codeyard yet.`,
  });
  if (!targetKindOf(target.Arn)) return failure(`Delivery to ${target.Arn} is not implemented`);
  return undefined;
}
