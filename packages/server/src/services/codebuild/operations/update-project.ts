import type { UpdateProjectCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { projectArn, readProjectName } from '../arns.ts';
import { describeProjects } from '../describe-projects.ts';
import { invalidInput, projectNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findProjectProblem } from '../rules/check-definition.ts';
import { changeDefinition } from '../rules/definition.ts';
import { projectLimitProblem } from '../rules/queue/capacity.ts';
import { findProject, updateProjectRow } from '../store/projects.ts';

export const updateProject = operation<UpdateProjectCommand, Parts>('UpdateProject', async (input, parts) => {
  const name = readProjectName(input.name);
  const project = await parts.database.transaction(async (tx) => {
    const before = await findProject(tx, name);
    if (!before) throw projectNotFound(projectArn(parts, name));
    const home = { name, account: parts.account, region: parts.region };
    const definition = changeDefinition(before.definition, input, home);
    const problem = findProjectProblem(definition) ?? projectLimitProblem(parts.capacity, definition);
    if (problem) throw invalidInput(problem);
    const after = { ...before, definition, lastModifiedAt: parts.clock.now() };
    await updateProjectRow(tx, after);
    return after;
  });
  const [described] = await describeProjects(parts, [project]);
  return { project: described };
});
