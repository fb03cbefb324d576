import type { UpdatePipelineCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { advance } from '../advance.ts';
import { engineDefinition } from '../engine-definition.ts';
import { lockExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import { prepareDeclaration } from '../prepare-declaration.ts';
import { maskSecrets } from '../rules/secrets.ts';
import { saveDefinition } from '../store/pipelines.ts';

/** Starts nothing. Executions that wait are cancelled, those that run once their running actions have ended. */
export const updatePipeline = operation<UpdatePipelineCommand, Parts>('UpdatePipeline', async (input, parts) =>
  parts.database.transaction(async (tx) => {
    const before = await lockExistingPipeline(tx, parts, input.pipeline.name);
    const version = before.version + 1;
    const declaration = await prepareDeclaration(tx, parts, input.pipeline, { version, before: before.declaration });
    await advance(tx, parts, before, { type: 'update', definition: engineDefinition(declaration) });
    await saveDefinition(tx, { ...before, version, declaration, updatedAt: parts.clock.now() });
    return { pipeline: maskSecrets(declaration) };
  }),
);
