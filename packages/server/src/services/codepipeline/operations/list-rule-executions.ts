import type { ListRuleExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { declaredFor } from '../declared.ts';
import { describeArtifacts, describeResult } from '../describe-run.ts';
import { findExistingPipeline } from '../find.ts';
import { pageOfRuns } from '../list-runs.ts';
import type { Parts } from '../parts.ts';
import type { ActionExecution } from '../store/actions.ts';

export const listRuleExecutions = operation<ListRuleExecutionsCommand, Parts>(
  'ListRuleExecutions',
  async (input, parts) => {
    await findExistingPipeline(parts, input.pipelineName);
    const { rows, ...page } = await pageOfRuns(parts, { ...input, listing: 'ListRuleExecutions', rules: true });
    return {
      ruleExecutionDetails: rows.map(({ run, declaration }) => describe(run, declaration, parts.region)),
      ...page,
    };
  },
);

function describe(run: ActionExecution, declaration: Parameters<typeof declaredFor>[0], region: string) {
  const { document } = run;
  const { actionTypeId, configuration, roleArn } = declaredFor(declaration, run);
  return {
    pipelineExecutionId: run.executionId,
    ruleExecutionId: run.id,
    pipelineVersion: document.version,
    stageName: run.stage,
    ruleName: run.action,
    startTime: new Date(run.startedAt),
    lastUpdateTime: new Date(run.updatedAt),
    ...(document.lastUpdatedBy ? { updatedBy: document.lastUpdatedBy } : {}),
    status: run.status,
    input: {
      ruleTypeId: { category: 'Rule' as const, owner: 'AWS' as const, provider: actionTypeId?.provider, version: '1' },
      configuration: configuration ?? {},
      ...(document.resolvedConfiguration ? { resolvedConfiguration: document.resolvedConfiguration } : {}),
      region,
      inputArtifacts: describeArtifacts(document.inputs),
      ...(roleArn ? { roleArn } : {}),
    },
    output: { executionResult: describeResult(document) },
  };
}
