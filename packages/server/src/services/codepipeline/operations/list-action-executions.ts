import type { ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { declaredFor } from '../declared.ts';
import { describeArtifacts, describeResult } from '../describe-run.ts';
import { pageOfRuns } from '../list-runs.ts';
import type { Parts } from '../parts.ts';
import { fillTemplate, typeKey } from '../rules/custom-type.ts';
import type { ActionExecution } from '../store/actions.ts';
import { listCustomTypes } from '../store/custom-types.ts';

export const listActionExecutions = operation<ListActionExecutionsCommand, Parts>(
  'ListActionExecutions',
  async (input, parts) => {
    const { rows, ...page } = await pageOfRuns(parts, { ...input, listing: 'ListActionExecutions' });
    const types = await listCustomTypes(parts.database);
    const templates = new Map(types.map((type) => [typeKey(type), type.settings?.executionUrlTemplate]));
    const actionExecutionDetails = rows.map(({ run, declaration }) => {
      const { actionTypeId: id } = declaredFor(declaration, run);
      const template = id?.owner === 'Custom' ? templates.get(typeKey(id)) : undefined;
      return describe(run, declaration, { region: parts.region, template });
    });
    return { actionExecutionDetails, ...page };
  },
);

function describe(
  action: ActionExecution,
  declaration: Parameters<typeof declaredFor>[0],
  { region, template }: { region: string; template: string | undefined },
) {
  const { document } = action;
  const declared = declaredFor(declaration, action);
  const configuration = document.resolvedConfiguration ?? declared.configuration ?? {};
  const url = fillTemplate(template, configuration, document.externalId);
  // Without a place in GetPipelineState, the token of an approval in PARALLEL mode is shown here.
  const showsToken = declaration.executionMode === 'PARALLEL' && action.status === 'InProgress' && document.token;
  return {
    pipelineExecutionId: action.executionId,
    actionExecutionId: action.id,
    pipelineVersion: document.version,
    stageName: action.stage,
    actionName: action.action,
    startTime: new Date(action.startedAt),
    lastUpdateTime: new Date(action.updatedAt),
    ...(document.lastUpdatedBy ? { updatedBy: document.lastUpdatedBy } : {}),
    status: action.status,
    input: {
      actionTypeId: declared.actionTypeId,
      configuration: declared.configuration,
      ...(document.resolvedConfiguration ? { resolvedConfiguration: document.resolvedConfiguration } : {}),
      region,
      inputArtifacts: describeArtifacts(document.inputs),
      ...(declared.namespace ? { namespace: declared.namespace } : {}),
      ...(declared.roleArn ? { roleArn: declared.roleArn } : {}),
    },
    output: {
      outputArtifacts: action.status === 'Succeeded' ? describeArtifacts(document.outputs) : [],
      executionResult: {
        ...describeResult(document),
        ...(url ? { externalExecutionUrl: url } : {}),
        ...(showsToken ? { externalExecutionId: document.token } : {}),
      },
      outputVariables: document.variables ?? {},
    },
  };
}
