import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';
import type { ActionProvider } from './action-provider.ts';
import { approval } from './approval.ts';
import { codebuild } from './codebuild.ts';
import { repositorySource } from './repository-source.ts';
import { s3Deploy } from './s3-deploy.ts';
import { s3Source } from './s3-source.ts';

/** Every action type that acts; the others of the catalogue fail their action by name. */
export const PROVIDERS: readonly ActionProvider[] = [approval, codebuild, repositorySource, s3Deploy, s3Source];

export function findProvider(declaration: ActionDeclaration): ActionProvider | undefined {
  const { category, provider } = declaration.actionTypeId ?? {};
  return PROVIDERS.find(({ types }) => types.includes(`${category}/${provider}`));
}
