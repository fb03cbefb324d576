import type { ListBuildsForProjectCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { projectArn, readProjectName } from '../arns.ts';
import { projectDoesNotExist } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { type BuildKey, listBuildKeys } from '../store/builds.ts';
import { findProject } from '../store/projects.ts';

/** By build number, the newest first. */
export const listBuildsForProject = operation<ListBuildsForProjectCommand, Parts>(
  'ListBuildsForProject',
  async (input, parts) => {
    const project = readProjectName(input.projectName);
    if (!(await findProject(parts.database, project))) throw projectDoesNotExist(projectArn(parts, project));
    const descending = input.sortOrder !== 'ASCENDING';
    const listing = `ListBuildsForProject ${project} ${descending}`;
    const page = await listPage<BuildKey>(listing, input.nextToken, (after, limit) =>
      listBuildKeys(parts.database, { project, descending, after, limit }),
    );
    return { ids: page.rows.map(({ id }) => id), nextToken: page.nextToken };
  },
);
