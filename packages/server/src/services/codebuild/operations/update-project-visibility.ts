import type { UpdateProjectVisibilityCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { projectArn, readProjectName } from '../arns.ts';
import { projectNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findProject, updateProjectRow } from '../store/projects.ts';

export const updateProjectVisibility = operation<UpdateProjectVisibilityCommand, Parts>(
  'UpdateProjectVisibility',
  async (input, parts) => {
    const name = readProjectName(input.projectArn);
    const visibility = input.projectVisibility;
    const project = await parts.database.transaction(async (tx) => {
      const before = await findProject(tx, name);
      if (!before) throw projectNotFound(projectArn(parts, name));
      const after = {
        ...before,
        visibility,
        lastModifiedAt: parts.clock.now(),
        ...(visibility === 'PUBLIC_READ' ? { publicAlias: before.publicAlias ?? parts.ids.text(32) } : {}),
        ...(input.resourceAccessRole === undefined ? {} : { resourceAccessRole: input.resourceAccessRole }),
      };
      await updateProjectRow(tx, after);
      return after;
    });
    return {
      projectArn: projectArn(parts, name),
      projectVisibility: visibility,
      publicProjectAlias: project.publicAlias,
    };
  },
);
