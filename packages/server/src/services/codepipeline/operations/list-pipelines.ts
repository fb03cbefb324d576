import type { ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { invalidNextToken } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { listPipelineRows } from '../store/pipelines.ts';

const LARGEST_PAGE = 1_000;

export const listPipelines = operation<ListPipelinesCommand, Parts>('ListPipelines', async (input, { database }) => {
  const after = input.nextToken === undefined ? undefined : readPageToken<string>('ListPipelines', input.nextToken);
  if (input.nextToken !== undefined && after === undefined) throw invalidNextToken();
  const limit = input.maxResults ?? LARGEST_PAGE;
  const page = cutPage(await listPipelineRows(database, after, limit + 1), limit, 'ListPipelines', ({ name }) => name);
  return {
    pipelines: page.rows.map((pipeline) => ({
      name: pipeline.name,
      version: pipeline.version,
      pipelineType: pipeline.declaration.pipelineType,
      executionMode: pipeline.declaration.executionMode,
      created: new Date(pipeline.createdAt),
      updated: new Date(pipeline.updatedAt),
    })),
    ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
  };
});
