import type { ListBuildBatchesForProjectCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { projectArn, readProjectName } from '../arns.ts';
import { invalidInput, projectDoesNotExist } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { type BatchKey, listBatchKeys } from '../store/batches.ts';
import { findProject } from '../store/projects.ts';

/** By batch number, the newest first. */
export const listBuildBatchesForProject = operation<ListBuildBatchesForProjectCommand, Parts>(
  'ListBuildBatchesForProject',
  async (input, parts) => {
    if (!input.projectName) throw invalidInput('Invalid input: projectName is required');
    const project = readProjectName(input.projectName);
    if (!(await findProject(parts.database, project))) throw projectDoesNotExist(projectArn(parts, project));
    const status = input.filter?.status;
    const descending = input.sortOrder !== 'ASCENDING';
    const page = await listPage<BatchKey>(
      `ListBuildBatchesForProject ${project} ${descending} ${status ?? ''}`,
      input.nextToken,
      (after, limit) => listBatchKeys(parts.database, { project, status, descending, after, limit }),
      input.maxResults,
    );
    return { ids: page.rows.map(({ id }) => id), nextToken: page.nextToken };
  },
);
