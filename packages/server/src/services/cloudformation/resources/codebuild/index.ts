import type { ResourceType } from '../resource-type.ts';
import { fleet } from './fleet.ts';
import { project } from './project.ts';
import { reportGroup } from './report-group.ts';
import { sourceCredential } from './source-credential.ts';

export const CODEBUILD_TYPES: readonly ResourceType[] = [fleet, project, reportGroup, sourceCredential];
