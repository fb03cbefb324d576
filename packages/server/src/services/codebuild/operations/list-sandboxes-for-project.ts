import type { ListSandboxesForProjectCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { projectArn, readProjectName } from '../arns.ts';
import { projectDoesNotExist } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { apiSandboxId } from '../rules/sandbox/describe-sandbox.ts';
import { type BuildKey, listBuildKeys } from '../store/builds.ts';
import { findProject } from '../store/projects.ts';

export const listSandboxesForProject = operation<ListSandboxesForProjectCommand, Parts>(
  'ListSandboxesForProject',
  async (input, parts) => {
    const project = readProjectName(input.projectName);
    if (!(await findProject(parts.database, project))) throw projectDoesNotExist(projectArn(parts, project));
    const descending = input.sortOrder !== 'ASCENDING';
    const page = await listPage<BuildKey>(
      `ListSandboxesForProject ${project} ${descending}`,
      input.nextToken,
      (after, limit) => listBuildKeys(parts.database, { project, sandboxes: true, descending, after, limit }),
      input.maxResults,
    );
    return { ids: page.rows.map(({ id }) => apiSandboxId(id)), nextToken: page.nextToken };
  },
);
