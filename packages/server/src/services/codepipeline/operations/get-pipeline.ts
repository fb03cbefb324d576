import type { GetPipelineCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { pipelineArn } from '../describe.ts';
import { versionNotFound } from '../errors.ts';
import { findExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import { maskSecrets } from '../rules/secrets.ts';
import { findVersion } from '../store/pipelines.ts';

export const getPipeline = operation<GetPipelineCommand, Parts>('GetPipeline', async ({ name, version }, parts) => {
  const pipeline = await findExistingPipeline(parts, name);
  const wanted =
    version === undefined || version === pipeline.version ? pipeline : await findVersion(parts.database, name, version);
  if (!wanted) throw versionNotFound(name, version ?? 0);
  return {
    pipeline: maskSecrets(wanted.declaration),
    metadata: {
      pipelineArn: pipelineArn(parts, name),
      created: new Date(pipeline.createdAt),
      updated: new Date(pipeline.updatedAt),
    },
  };
});
