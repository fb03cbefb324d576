import type { Fleet as ApiFleet } from '@aws-sdk/client-codebuild';
import type { PoolState } from '@codeyard/engine/instance-pools/pool-state';
import { fleetArn, type Home } from '../../arns.ts';
import { type Fleet, isBeingDeleted } from './fleet.ts';
import { desiredCapacity } from './pool-of-fleet.ts';

/** A fleet as BatchGetFleets answers it. */
export function describeFleet(fleet: Fleet, state: PoolState, home: Home): ApiFleet {
  const { scalingConfiguration, overflowBehavior, tags, ...settings } = fleet.settings;
  return {
    arn: fleetArn(home, fleet),
    name: fleet.name,
    id: fleet.id,
    created: new Date(fleet.createdAt),
    lastModified: new Date(fleet.lastModifiedAt),
    status: describeStatus(fleet),
    ...settings,
    overflowBehavior: overflowBehavior ?? 'QUEUE',
    ...(scalingConfiguration
      ? { scalingConfiguration: { ...scalingConfiguration, desiredCapacity: desiredCapacity(fleet, state) } }
      : {}),
    tags: tags ?? [],
  };
}

function describeStatus(fleet: Fleet): ApiFleet['status'] {
  const { status: statusCode, settings } = fleet;
  if (statusCode === 'CREATE_FAILED') {
    const message = `Machines of the environment type ${settings.environmentType} cannot be had here`;
    return { statusCode, context: 'CREATE_FAILED', message };
  }
  if (isBeingDeleted(fleet)) {
    return { statusCode, context: 'PENDING_DELETION', message: 'It goes when no build runs on it any more' };
  }
  if (fleet.missing !== undefined) {
    return { statusCode, context: 'INSUFFICIENT_CAPACITY', message: 'There is no capacity for all of its machines' };
  }
  const kept = (['vpcConfig', 'imageId', 'fleetServiceRole'] as const).filter((name) => settings[name] !== undefined);
  return kept.length === 0 ? { statusCode } : { statusCode, message: `Kept, but not acted on: ${kept.join(', ')}` };
}
