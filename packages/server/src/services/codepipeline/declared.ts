import type { ActionDeclaration, PipelineDeclaration, RuleDeclaration } from '@aws-sdk/client-codepipeline';
import type { Db } from '../../database/database.ts';
import type { ConditionType } from './rules/engine/engine-state.ts';
import type { ActionExecution } from './store/actions.ts';
import { findVersion, type Pipeline } from './store/pipelines.ts';

/** The action of a declaration; one that is not there any more has no type. */
export function declaredAction(declaration: PipelineDeclaration, stage: string, action: string): ActionDeclaration {
  const declared = declaration.stages?.find(({ name }) => name === stage)?.actions?.find(({ name }) => name === action);
  return declared ?? { name: action, actionTypeId: undefined };
}

/** A rule in the shape of an action: it runs like one. */
export function declaredRule(
  declaration: PipelineDeclaration,
  place: { stage: string; condition: ConditionType; rule: string },
): ActionDeclaration {
  const stage = declaration.stages?.find(({ name }) => name === place.stage);
  const [condition] = stage?.[place.condition]?.conditions ?? [];
  const rule = condition?.rules?.find(({ name }) => name === place.rule);
  return rule ? ruleAsAction(rule) : { name: place.rule, actionTypeId: undefined };
}

function ruleAsAction({ ruleTypeId, ...rule }: RuleDeclaration): ActionDeclaration {
  const { provider } = ruleTypeId ?? {};
  return { ...rule, actionTypeId: { category: 'Rule' as 'Test', owner: 'AWS', provider, version: '1' } };
}

/** What was declared for a run of an action or a rule. */
export function declaredFor(declaration: PipelineDeclaration, { stage, action, condition }: ActionExecution) {
  if (condition === undefined) return declaredAction(declaration, stage, action);
  return declaredRule(declaration, { stage, condition, rule: action });
}

/** The declaration of a version, which may be an old one that an execution still runs. */
export async function declarationOf(db: Db, pipeline: Pipeline, version: number): Promise<PipelineDeclaration> {
  if (version === pipeline.version) return pipeline.declaration;
  return (await findVersion(db, pipeline.name, version))?.declaration ?? pipeline.declaration;
}
