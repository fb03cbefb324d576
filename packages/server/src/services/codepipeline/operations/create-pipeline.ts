import type { CreatePipelineCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { engineDefinition } from '../engine-definition.ts';
import { nameInUse } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { prepareDeclaration } from '../prepare-declaration.ts';
import { emptyState } from '../rules/engine/engine-state.ts';
import { maskSecrets } from '../rules/secrets.ts';
import { startExecution } from '../start-execution.ts';
import { insertPipeline, type Pipeline } from '../store/pipelines.ts';
import { checkTags } from '../tags.ts';

/** Every new pipeline starts at once, as on AWS. */
export const createPipeline = operation<CreatePipelineCommand, Parts>('CreatePipeline', async (input, parts) => {
  const { database, clock, account, request } = parts;
  const declaration = await prepareDeclaration(database, parts, input.pipeline, { version: 1 });
  const tags = (input.tags ?? []).map(({ key, value }) => ({ key, value }));
  checkTags(parts, input.pipeline.name, tags);
  const now = clock.now();
  const pipeline: Pipeline = {
    name: input.pipeline.name,
    version: 1,
    declaration,
    state: emptyState(engineDefinition(declaration)),
    tags,
    createdAt: now,
    updatedAt: now,
  };
  await database.transaction(async (tx) => {
    if (!(await insertPipeline(tx, pipeline))) throw nameInUse(account, pipeline.name);
    await startExecution(tx, parts, pipeline, {
      trigger: { type: 'CreatePipeline', detail: request.caller.arn },
      automatic: true,
    });
  });
  return { pipeline: maskSecrets(declaration), tags };
});
