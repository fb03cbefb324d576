import type { Condition, PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';

export const RULE_PROVIDERS = [
  'CloudWatchAlarm',
  'CodeBuild',
  'Commands',
  'DeploymentWindow',
  'LambdaInvoke',
  'VariableCheck',
];
/** Only these may have the result SKIP. */
const MAY_SKIP = ['LambdaInvoke', 'VariableCheck'];
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
  for (const { name, ruleTypeId, timeoutInMinutes } of rules) {
    const provider = ruleTypeId?.provider ?? '';
    if (ruleTypeId?.category !== 'Rule' || !RULE_PROVIDERS.includes(provider))
      problems.push(
        `RuleType (Category: '${ruleTypeId?.category}', Provider: '${provider}') in rule '${name}' is not available`,
      );
    else if (result === 'SKIP' && place === 'beforeEntry' && !MAY_SKIP.includes(provider))
      problems.push(`${where} has the result SKIP, which rule '${name}' of type ${provider} cannot have`);
    if (timeoutInMinutes !== undefined && timeoutInMinutes < 5)
      problems.push(`Rule '${name}' has a timeout of less than 5 minutes`);
  }
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
