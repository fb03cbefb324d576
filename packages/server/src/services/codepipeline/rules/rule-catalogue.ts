/** What there is to know of a rule type besides how it acts; names with `*` are required. */
export interface RuleTypeDescription {
  readonly provider: string;
  readonly configuration: readonly string[];
  readonly inputs: readonly [min: number, max: number];
  /** Commands stand in a member of the rule's own. */
  readonly takesCommands?: true;
  /** Only these may have the result SKIP. */
  readonly maySkip?: true;
}

const type = (
  provider: string,
  configuration: string,
  rest: Partial<Omit<RuleTypeDescription, 'provider' | 'configuration'>> = {},
): RuleTypeDescription => ({
  provider,
  configuration: configuration.split(' ').filter(Boolean),
  inputs: [0, 0],
  ...rest,
});

export const RULE_TYPES: readonly RuleTypeDescription[] = [
  type('CloudWatchAlarm', 'AlarmName* AlarmStates WaitTime'),
  type('CodeBuild', 'ProjectName* PrimarySource BatchEnabled CombineArtifacts EnvironmentVariables', {
    inputs: [0, 5],
  }),
  type('Commands', '', { inputs: [0, 5], takesCommands: true }),
  type('DeploymentWindow', 'Cron* TimeZone'),
  type('LambdaInvoke', 'FunctionName* UserParameters', { inputs: [0, 5], maySkip: true }),
  type('VariableCheck', 'Variable* Value* Operator*', { maySkip: true }),
];
