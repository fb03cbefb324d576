import type { CodeBuild } from '@aws-sdk/client-codebuild';
import { nameOf } from '../codebuild/name-of.ts';
import { UserError } from '../user-error.ts';

/** Where a shell is to be opened. */
export type ShellTarget =
  | { readonly kind: 'project'; readonly name: string }
  | { readonly kind: 'sandbox' | 'build'; readonly id: string };

/** What a name, an id or an ARN stands for: a project, or a sandbox or a build of one. */
export async function findShellTarget(codebuild: CodeBuild, given: string): Promise<ShellTarget> {
  const name = nameOf(given);
  if (!name.includes(':')) {
    const { projects } = await codebuild.batchGetProjects({ names: [name] });
    if (projects?.length) return { kind: 'project', name };
    throw new UserError(`there is no project ${name}. Builds and sandboxes are written as <project>:<id>`);
  }
  const { sandboxes } = await codebuild.batchGetSandboxes({ ids: [name] });
  if (sandboxes?.length) return { kind: 'sandbox', id: name };
  const { builds } = await codebuild.batchGetBuilds({ ids: [name] });
  if (builds?.length) return { kind: 'build', id: name };
  throw new UserError(`there is neither a sandbox nor a build ${name}`);
}
