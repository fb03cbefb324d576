import type { InvalidateProjectCacheCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { projectArn, readProjectName } from '../arns.ts';
import { projectNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findProject } from '../store/projects.ts';
import { invalidateCaches } from '../workers/cache/clear-cache.ts';

/** The next build starts cold. Projects that share a namespace share its invalidation, too. [inferred] */
export const invalidateProjectCache = operation<InvalidateProjectCacheCommand, Parts>(
  'InvalidateProjectCache',
  async (input, parts) => {
    const name = readProjectName(input.projectName);
    await parts.database.transaction(async (tx) => {
      const project = await findProject(tx, name);
      if (!project) throw projectNotFound(projectArn(parts, name));
      await invalidateCaches(tx, parts, { name, cache: project.definition.cache });
    });
    return {};
  },
);
