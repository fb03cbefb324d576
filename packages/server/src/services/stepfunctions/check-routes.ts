import type { RoutingConfigurationListItem } from '@aws-sdk/client-sfn';
import type { Db } from '../../database/database.ts';
import { resourceNotFound, validation } from './errors.ts';
import { nameOf } from './find.ts';
import type { MachineAlias } from './rules/state-machine.ts';
import { findQualifier } from './store/machines.ts';

/** The versions of one state machine that an alias is to stand for, with shares that make a hundred. */
export async function checkRoutes(
  tx: Db,
  list: readonly RoutingConfigurationListItem[],
): Promise<{ machine: string; routes: MachineAlias['routes'] }> {
  const named = list.map(({ stateMachineVersionArn = '', weight = 0 }) => ({
    ...nameOf(stateMachineVersionArn),
    weight,
  }));
  const machine = named[0]?.name ?? '';
  if (named.some(({ name }) => name !== machine)) throw validation('The versions of an alias are of one state machine');
  if (named.reduce((sum, { weight }) => sum + weight, 0) !== 100) throw validation('The weights must add up to 100');
  for (const { qualifier = '' } of named)
    if (!(await findQualifier(tx, machine, 'version', qualifier))) throw resourceNotFound(`${machine}:${qualifier}`);
  return { machine, routes: named.map(({ qualifier, weight }) => ({ version: Number(qualifier), weight })) };
}
