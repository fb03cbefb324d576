import type { UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { checkDefinition } from '../check-definition.ts';
import { lockExisting } from '../find.ts';
import type { Parts } from '../parts.ts';
import { publish } from '../publish.ts';
import { keepDefinition, saveMachine } from '../store/machines.ts';

export const updateStateMachine = operation<UpdateStateMachineCommand, Parts>(
  'UpdateStateMachine',
  async (input, parts) => {
    const { definition, stateMachineArn } = input;
    const hash = definition === undefined ? undefined : checkDefinition(definition);
    return await parts.database.transaction(async (tx) => {
      const record = await lockExisting(tx, stateMachineArn);
      if (hash !== undefined && definition !== undefined) await keepDefinition(tx, hash, definition);
      const document = {
        ...record.document,
        ...(hash === undefined ? {} : { definition: hash }),
        ...(input.roleArn === undefined ? {} : { roleArn: input.roleArn }),
        ...(input.loggingConfiguration ? { logging: input.loggingConfiguration } : {}),
        ...(input.tracingConfiguration ? { tracing: input.tracingConfiguration } : {}),
        ...(input.encryptionConfiguration ? { encryption: input.encryptionConfiguration } : {}),
        revisionId: parts.ids.uuid(),
      };
      const changed = { ...record, document };
      await saveMachine(tx, changed);
      const version = input.publish
        ? await publish(tx, parts, changed, { description: input.versionDescription })
        : undefined;
      return {
        updateDate: new Date(parts.clock.now()),
        revisionId: document.revisionId,
        ...(version ? { stateMachineVersionArn: version.arn } : {}),
      };
    });
  },
);
