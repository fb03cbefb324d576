import type { ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { type CustomLinks, findLinks } from '../custom-links.ts';
import { declaredFor } from '../declared.ts';
import { describeArtifacts, describeResult } from '../describe-run.ts';
import { pageOfRuns } from '../list-runs.ts';
import type { Parts } from '../parts.ts';
import type { ActionExecution } from '../store/actions.ts';

export const listActionExecutions = operation<ListActionExecutionsCommand, Parts>(
  'ListActionExecutions',
  async (input, parts) => {
    const { rows, ...page } = await pageOfRuns(parts, { ...input, listing: 'ListActionExecutions' });
    const linksOf = await findLinks(
      parts,
      rows.map(({ declaration }) => declaration),
    );
    const actionExecutionDetails = rows.map(({ run, declaration }) => {
      const links = linksOf(declaredFor(declaration, run), run);
      return describe(run, declaration, { region: parts.region, links });
    });
    return { actionExecutionDetails, ...page };
  },
);

function describe(
  action: ActionExecution,
  declaration: Parameters<typeof declaredFor>[0],
  { region, links: { executionUrl } }: { region: string; links: CustomLinks },
) {
  const { document } = action;
  const declared = declaredFor(declaration, action);
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
        ...(executionUrl ? { externalExecutionUrl: executionUrl } : {}),
        ...(showsToken ? { externalExecutionId: document.token } : {}),
      },
      outputVariables: document.variables ?? {},
    },
  };
}
