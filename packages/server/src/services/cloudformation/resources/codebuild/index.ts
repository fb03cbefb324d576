import type { ResourceType } from '../resource-type.ts';
import { project } from './project.ts';
import { reportGroup } from './report-group.ts';
import { sourceCredential } from './source-credential.ts';

export const CODEBUILD_TYPES: readonly ResourceType[] = [project, reportGroup, sourceCredential];
