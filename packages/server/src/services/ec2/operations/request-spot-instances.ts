import type { _InstanceType, RequestSpotInstancesCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { dryRun, missingParameter, notHere } from '../errors.ts';
import { checkCapacity, draftInstance, launchInstances, type Specification } from '../launch.ts';
import type { Parts } from '../parts.ts';
import { tagList } from '../rules/describe-instance.ts';
import { tagsFor } from '../rules/launch-specification.ts';

/** One-time requests, which are fulfilled at once or refused for want of capacity. */
export const requestSpotInstances = operation<RequestSpotInstancesCommand, Parts>(
  'RequestSpotInstances',
  async (input, parts) => {
    const { InstanceCount: count = 1, LaunchSpecification, Type = 'one-time' } = input;
    if (Type !== 'one-time') throw notHere(`A spot request of type ${Type}`);
    if (!LaunchSpecification) throw missingParameter('LaunchSpecification');
    const tags = tagsFor(input, 'spot-instances-request');
    const specification = {
      ...(LaunchSpecification as Omit<Specification, 'InstanceMarketOptions'>),
      ...(input.TagSpecifications ? { TagSpecifications: input.TagSpecifications } : {}),
      InstanceMarketOptions: { MarketType: 'spot' as const },
    };
    const draft = await draftInstance(parts, specification);
    if (input.DryRun) throw dryRun();
    const instances = await parts.database.transaction(async (tx) => {
      await checkCapacity(tx, parts, { draft, count });
      return await launchInstances(tx, parts, { draft, count, specification });
    });
    return {
      SpotInstanceRequests: instances.map(({ id, spotRequestId, type, createdAt, zone }) => ({
        SpotInstanceRequestId: spotRequestId,
        CreateTime: new Date(createdAt),
        InstanceId: id,
        State: 'active' as const,
        Status: { Code: 'fulfilled', Message: 'Your spot request is fulfilled.' },
        Type: 'one-time' as const,
        LaunchedAvailabilityZone: zone,
        LaunchSpecification: { InstanceType: type as _InstanceType },
        Tags: tagList(tags),
      })),
    };
  },
);
