import type { Instance as DescribedInstance, DescribeInstancesCommand, Reservation } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { invalidCombination } from '../errors.ts';
import { visibleInstances } from '../existing-instances.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { describeInstance } from '../rules/describe-instance.ts';
import { compileFilters } from '../rules/filters.ts';
import { instanceFilters } from '../rules/instance-filters.ts';
import { orderOf } from '../store/instances.ts';
import { tagsOf } from '../store/tags.ts';

export const describeInstances = operation<DescribeInstancesCommand, Parts>(
  'DescribeInstances',
  async (input, parts) => {
    const { InstanceIds: ids, MaxResults, Filters } = input;
    if (ids?.length && MaxResults !== undefined) {
      throw invalidCombination('The parameter instancesSet cannot be used with the parameter maxResults');
    }
    const { database, account, region } = parts;
    const passes = compileFilters(Filters, instanceFilters(parts));
    const found = await visibleInstances(database, parts, ids?.length ? ids : undefined);
    const tags = await tagsOf(database, ids?.length ? ids : undefined);
    const wanted = found.filter((instance) => passes(instance, tags(instance.id)));
    const listing = `DescribeInstances ${JSON.stringify(Filters ?? [])}`;
    const page = listPage(wanted, input, { listing, keyOf: orderOf });
    const reservations = new Map<string, Reservation & { Instances: DescribedInstance[] }>();
    for (const instance of page.rows) {
      const { reservationId } = instance;
      const reservation = reservations.get(reservationId) ?? {
        ...{ ReservationId: reservationId, OwnerId: account, Groups: [], Instances: [] },
      };
      reservation.Instances.push(describeInstance(instance, tags(instance.id), region));
      reservations.set(reservationId, reservation);
    }
    return { Reservations: [...reservations.values()], ...(page.nextToken ? { NextToken: page.nextToken } : {}) };
  },
);
