import type { Condition, PipelineDeclaration, RuleDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';
import { RULE_TYPES } from './rule-catalogue.ts';

const RESULTS = {
  beforeEntry: ['FAIL', 'SKIP'],
  onSuccess: ['FAIL', 'ROLLBACK'],
  onFailure: ['FAIL', 'ROLLBACK', 'SKIP'],
} as const;
type Place = keyof typeof RESULTS;

/** What is wrong with the conditions of a pipeline's stages. */
export function checkConditions({ stages = [], executionMode }: PipelineDeclaration): string[] {
  const parallel = executionMode === 'PARALLEL';
  return stages.flatMap((stage) => [
    ...(['beforeEntry', 'onSuccess', 'onFailure'] as const).flatMap((place) => [...checkPlace(stage, place, parallel)]),
    ...checkFailure(stage, parallel),
  ]);
}

function checkPlace(stage: StageDeclaration, place: Place, parallel: boolean): string[] {
  const conditions = stage[place]?.conditions ?? [];
  const where = `The ${place} condition of stage ${stage.name}`;
  const problems: string[] = [];
  if (conditions.length > 1) problems.push(`${where} must be a single one`);
  for (const condition of conditions) problems.push(...checkCondition(condition, { place, where, parallel }));
  return problems;
}

function checkCondition(
  { result, rules = [] }: Condition,
  { place, where, parallel }: { place: Place; where: string; parallel: boolean },
): string[] {
  const problems: string[] = [];
  const allowed: readonly string[] = RESULTS[place];
  if (result !== undefined && !allowed.includes(result))
    problems.push(`${where} has the result ${result}. Its result can be ${allowed.join(', ')}`);
  if (result === 'ROLLBACK' && parallel)
    problems.push(`${where} has the result ROLLBACK, which pipelines in PARALLEL mode cannot have`);
  if (rules.length === 0) problems.push(`${where} has no rules`);
  const names = rules.map(({ name }) => name);
  if (new Set(names).size < names.length) problems.push(`${where} has two rules of one name`);
  for (const rule of rules) problems.push(...checkRule(rule, where, place === 'beforeEntry' && result === 'SKIP'));
  return problems;
}

function checkRule(rule: RuleDeclaration, where: string, skips: boolean): string[] {
  const { name, ruleTypeId, configuration = {}, commands = [], inputArtifacts = [] } = rule;
  const provider = ruleTypeId?.provider ?? '';
  const type = RULE_TYPES.find((known) => known.provider === provider);
  if (ruleTypeId?.category !== 'Rule' || !type)
    return [
      `RuleType (Category: '${ruleTypeId?.category}', Provider: '${provider}') in rule '${name}' is not available`,
    ];
  const problems: string[] = [];
  const known = type.configuration.map((key) => key.replace('*', ''));
  const missing = type.configuration.filter((key) => key.endsWith('*')).map((key) => key.slice(0, -1));
  for (const key of missing)
    if (configuration[key] === undefined) problems.push(`Rule '${name}' is missing required configuration '${key}'`);
  for (const key of Object.keys(configuration))
    if (!known.includes(key)) problems.push(`Rule '${name}' contains unknown configuration '${key}'`);
  if (skips && !type.maySkip)
    problems.push(`${where} has the result SKIP, which rule '${name}' of type ${provider} cannot have`);
  if (type.takesCommands && commands.length === 0) problems.push(`Rule '${name}' must have a non-empty commands field`);
  if (!type.takesCommands && commands.length > 0) problems.push(`Rule '${name}' cannot contain a commands field`);
  if (inputArtifacts.length > type.inputs[1])
    problems.push(`Rule '${name}' declares ${inputArtifacts.length} input artifacts, more than ${type.inputs[1]}`);
  return problems;
}

function checkFailure({ name, onFailure }: StageDeclaration, parallel: boolean): string[] {
  const problems: string[] = [];
  if (onFailure?.result === 'ROLLBACK' && parallel)
    problems.push(`Stage ${name} is rolled back when it fails, which pipelines in PARALLEL mode cannot be`);
  if (onFailure?.retryConfiguration && onFailure.result !== 'RETRY')
    problems.push(`Stage ${name} has a retry configuration, which only the result RETRY can have`);
  return problems;
}
