import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';
import { isJob } from '../queue-job.ts';
import type { ActionProvider } from './action-provider.ts';
import { approval } from './approval.ts';
import { cloudformation } from './cloudformation.ts';
import { cloudwatchAlarm } from './cloudwatch-alarm.ts';
import { codebuild } from './codebuild.ts';
import { commands } from './commands.ts';
import { deploymentWindow } from './deployment-window.ts';
import { ecrSource } from './ecr-source.ts';
import { invokeCodepipeline } from './invoke-codepipeline.ts';
import { invokeLambda } from './invoke-lambda.ts';
import { invokeStepfunctions } from './invoke-stepfunctions.ts';
import { jobWorker } from './job-worker.ts';
import { repositorySource } from './repository-source.ts';
import { s3Deploy } from './s3-deploy.ts';
import { s3Source } from './s3-source.ts';
import { variableCheck } from './variable-check.ts';

/** Every action type that acts; the others of the catalogue fail their action by name. */
export const PROVIDERS: readonly ActionProvider[] = [
  approval,
  cloudformation,
  cloudwatchAlarm,
  codebuild,
  commands,
  deploymentWindow,
  ecrSource,
  invokeCodepipeline,
  invokeLambda,
  invokeStepfunctions,
  repositorySource,
  s3Deploy,
  s3Source,
  variableCheck,
];

export function findProvider(declaration: ActionDeclaration): ActionProvider | undefined {
  if (isJob(declaration.actionTypeId)) return jobWorker;
  const { category, provider } = declaration.actionTypeId ?? {};
  return PROVIDERS.find(({ types }) => types.includes(`${category}/${provider}`));
}
