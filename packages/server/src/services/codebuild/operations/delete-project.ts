import type { DeleteProjectCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readProjectName } from '../arns.ts';
import type { Parts } from '../parts.ts';
import { deleteProjectRow } from '../store/projects.ts';

/** Deleting what is absent succeeds; the project's builds stay readable. */
export const deleteProject = operation<DeleteProjectCommand, Parts>('DeleteProject', async (input, { database }) => {
  await deleteProjectRow(database, readProjectName(input.name));
  return {};
});
