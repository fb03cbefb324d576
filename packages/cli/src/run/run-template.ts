import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { type Connection, clientSettings } from '../server/connection.ts';
import type { Screen } from '../terminal/screen.ts';
import { deployStack, physicalIds } from './deploy-stack.ts';
import type { PlannedTemplate } from './plan-template.ts';
import { startBuild, variablesOf } from './run-build.ts';
import { findElsewhere, putStandIns } from './stand-ins.ts';
import { watchToEnd } from './watch-pipeline.ts';

interface TemplateRun {
  readonly connection: Connection;
  readonly plan: PlannedTemplate;
  /** Of the server. */
  readonly dataFolder: string;
  /** Variables of a project's build. */
  readonly environment: Readonly<Record<string, string>>;
  readonly screen: Screen;
  readonly approveAll: boolean;
  readonly signal: AbortSignal;
}

/** Deploys a template as a stack, then runs its pipeline or its project; resolves with whether all of that succeeded. */
export async function runTemplate(run: TemplateRun): Promise<boolean> {
  const { connection, screen } = run;
  const { parameters, runnable, stackName, text } = run.plan;
  for (const name of await putStandIns(connection, findElsewhere(text, parameters)))
    screen.line(screen.paint('dim', `${name} is not here: something stands in its place`));
  const before = await executionsOf(connection, (await physicalIds(connection, stackName)).get(runnable.id));
  const stack = await deployStack(run);
  const name = stack.resources.get(runnable.id);
  if (!stack.isGood && !run.signal.aborted)
    screen.line(
      screen.paint('dim', `what this and earlier runs made is in ${run.dataFolder}: remove it to begin anew`),
    );
  if (!stack.isGood || name === undefined) return false;
  if (runnable.kind === 'project')
    return await startBuild(run, { projectName: name, environmentVariablesOverride: variablesOf(run.environment) });
  return await watchToEnd({ ...run, pipelineName: name, executionId: await newExecution(connection, name, before) });
}

/** Newest first; none of a pipeline that is not there. */
async function executionsOf(connection: Connection, pipelineName: string | undefined): Promise<string[]> {
  if (pipelineName === undefined) return [];
  const codepipeline = new CodePipeline(clientSettings(connection));
  const list = await codepipeline.listPipelineExecutions({ pipelineName }).catch((error: Error) => {
    if (error.name !== 'PipelineNotFoundException') throw error;
    return undefined;
  });
  return list?.pipelineExecutionSummaries?.map(({ pipelineExecutionId = '' }) => pipelineExecutionId) ?? [];
}

/** A pipeline that was made, or that restarts when it is updated, has started by itself; any other is started. */
async function newExecution(connection: Connection, name: string, before: readonly string[]): Promise<string> {
  const [newest] = await executionsOf(connection, name);
  if (newest !== undefined && !before.includes(newest)) return newest;
  const codepipeline = new CodePipeline(clientSettings(connection));
  const { pipelineExecutionId = '' } = await codepipeline.startPipelineExecution({ name });
  return pipelineExecutionId;
}
