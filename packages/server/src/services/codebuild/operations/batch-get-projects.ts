import type { BatchGetProjectsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readProjectName } from '../arns.ts';
import { describeProjects } from '../describe-projects.ts';
import type { Parts } from '../parts.ts';
import { findProjects } from '../store/projects.ts';

export const batchGetProjects = operation<BatchGetProjectsCommand, Parts>('BatchGetProjects', async (input, parts) => {
  const names = input.names.map(readProjectName);
  const found = new Map((await findProjects(parts.database, names)).map((project) => [project.name, project]));
  return {
    projects: await describeProjects(
      parts,
      names.flatMap((name) => found.get(name) ?? []),
    ),
    projectsNotFound: input.names.filter((name) => !found.has(readProjectName(name))),
  };
});
