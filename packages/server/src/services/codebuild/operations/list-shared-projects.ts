import type { ListSharedProjectsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { foreignToken } from '../errors.ts';
import type { Parts } from '../parts.ts';

/** What other accounts share with this one: a server has one account, so there is nothing, and no page after it. */
export const listSharedProjects = operation<ListSharedProjectsCommand, Parts>(
  'ListSharedProjects',
  async ({ nextToken }) => {
    if (nextToken) throw foreignToken();
    return { projects: [] };
  },
);
