import type { CreateStateMachineAliasCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { checkRoutes } from '../check-routes.ts';
import { conflict } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { machineArn } from '../rules/arns.ts';
import { insertQualifier } from '../store/machines.ts';

export const createStateMachineAlias = operation<CreateStateMachineAliasCommand, Parts>(
  'CreateStateMachineAlias',
  async ({ name, description, routingConfiguration }, parts) =>
    await parts.database.transaction(async (tx) => {
      const { machine, routes } = await checkRoutes(tx, routingConfiguration);
      const now = parts.clock.now();
      const alias = {
        name,
        routes,
        createdAt: now,
        updatedAt: now,
        ...(description === undefined ? {} : { description }),
      };
      if (!(await insertQualifier(tx, machine, { kind: 'alias', qualifier: name, number: 0 }, alias)))
        throw conflict(`The alias ${name} is there already`);
      return { stateMachineAliasArn: machineArn(parts, machine, name), creationDate: new Date(now) };
    }),
);
