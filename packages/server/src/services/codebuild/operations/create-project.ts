import type { CreateProjectCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { projectArn } from '../arns.ts';
import { describeProjects } from '../describe-projects.ts';
import { invalidInput, projectExists } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findProjectProblem } from '../rules/check-definition.ts';
import { newDefinition } from '../rules/definition.ts';
import type { Project } from '../rules/project.ts';
import { projectLimitProblem } from '../rules/queue/capacity.ts';
import { insertProject } from '../store/projects.ts';

export const createProject = operation<CreateProjectCommand, Parts>('CreateProject', async (input, parts) => {
  const definition = newDefinition(input, parts);
  const problem = findProjectProblem(definition) ?? projectLimitProblem(parts.capacity, definition);
  if (problem) throw invalidInput(problem);
  const now = parts.clock.now();
  const project: Project = {
    name: input.name,
    createdAt: now,
    lastModifiedAt: now,
    definition,
    visibility: 'PRIVATE',
    ...(parts.request.caller.kind === 'service' ? { hidden: true as const } : {}),
  };
  if (!(await insertProject(parts.database, project))) throw projectExists(projectArn(parts, input.name));
  const [described] = await describeProjects(parts, [project]);
  return { project: described };
});
