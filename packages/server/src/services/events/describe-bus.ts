import type { Parts } from './parts.ts';
import { busArn } from './rules/arns.ts';
import type { Bus } from './store/buses.ts';

/** A bus as ListEventBuses and DescribeEventBus show it. */
export function describeBusMembers(parts: Parts, bus: Bus) {
  return {
    Name: bus.name,
    Arn: busArn(parts, bus.name),
    ...(bus.description === undefined ? {} : { Description: bus.description }),
    ...(bus.policy === undefined ? {} : { Policy: bus.policy }),
    CreationTime: new Date(bus.createdAt),
    LastModifiedTime: new Date(bus.updatedAt),
  };
}
