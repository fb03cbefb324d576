import type { InvalidateProjectCacheCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { projectArn, readProjectName } from '../arns.ts';
import { projectNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findProject } from '../store/projects.ts';

/** Builds keep no cache yet, so the next one starts cold whatever is done here. */
export const invalidateProjectCache = operation<InvalidateProjectCacheCommand, Parts>(
  'InvalidateProjectCache',
  async (input, parts) => {
    const name = readProjectName(input.projectName);
    if (!(await findProject(parts.database, name))) throw projectNotFound(projectArn(parts, name));
    return {};
  },
);
