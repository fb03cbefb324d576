import type { UpdateStateMachineAliasCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { checkRoutes } from '../check-routes.ts';
import { resourceNotFound } from '../errors.ts';
import { nameOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { findQualifier, saveAlias } from '../store/machines.ts';

export const updateStateMachineAlias = operation<UpdateStateMachineAliasCommand, Parts>(
  'UpdateStateMachineAlias',
  async ({ stateMachineAliasArn, description, routingConfiguration }, parts) =>
    await parts.database.transaction(async (tx) => {
      const { name, qualifier = '' } = nameOf(stateMachineAliasArn);
      const before = await findQualifier(tx, name, 'alias', qualifier);
      if (!before) throw resourceNotFound(stateMachineAliasArn);
      const routes = routingConfiguration ? (await checkRoutes(tx, routingConfiguration)).routes : before.routes;
      const updatedAt = parts.clock.now();
      await saveAlias(tx, name, {
        ...before,
        routes,
        updatedAt,
        ...(description === undefined ? {} : { description }),
      });
      return { updateDate: new Date(updatedAt) };
    }),
);
