import type { DescribeEventBusCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { describeBusMembers } from '../describe-bus.ts';
import { busNotFound, invalid } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { readBusName } from '../rules/arns.ts';
import { findBus } from '../store/buses.ts';

export const describeEventBus = operation<DescribeEventBusCommand, Parts>('DescribeEventBus', async (input, parts) => {
  const name = readBusName(parts, input.Name);
  if (name === undefined) throw invalid(`Event bus ${input.Name} is not one of this account and region.`);
  const bus = await findBus(parts.database, name);
  if (!bus) throw busNotFound(name);
  return describeBusMembers(parts, bus);
});
