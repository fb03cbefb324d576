import type { Project as ApiProject } from '@aws-sdk/client-codebuild';
import { type Home, projectArn } from '../arns.ts';
import type { Definition } from './definition.ts';

/** A project as it is kept. */
export interface Project {
  readonly name: string;
  readonly createdAt: number;
  readonly lastModifiedAt: number;
  readonly definition: Definition;
  readonly visibility: 'PUBLIC_READ' | 'PRIVATE';
  /** Names the project in public addresses; made when it first becomes public. */
  readonly publicAlias?: string;
  readonly resourceAccessRole?: string;
  /** Made by another service for itself, such as CodePipeline for its Commands actions: no listing shows it. */
  readonly hidden?: true;
}

/** A project as BatchGetProjects answers it. */
export function describeProject(project: Project, home: Home): ApiProject {
  const { badgeEnabled, ...definition } = project.definition;
  return {
    name: project.name,
    arn: projectArn(home, project.name),
    ...definition,
    created: new Date(project.createdAt),
    lastModified: new Date(project.lastModifiedAt),
    badge: { badgeEnabled },
    projectVisibility: project.visibility,
    ...(project.publicAlias ? { publicProjectAlias: project.publicAlias } : {}),
    ...(project.resourceAccessRole ? { resourceAccessRole: project.resourceAccessRole } : {}),
  };
}
