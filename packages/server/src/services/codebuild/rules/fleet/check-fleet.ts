import type { FleetSettings } from './fleet.ts';

const MOST_MACHINES = 1_000;

/**
 * The first thing that a fleet would be refused for. A proxy that nobody stands behind would be a promise of isolation that is not kept,
 * so it is refused by name. [inferred: the texts]
 */
export function findFleetProblem(settings: FleetSettings): string | undefined {
  const { baseCapacity, scalingConfiguration, proxyConfiguration, computeType, computeConfiguration } = settings;
  if (baseCapacity < 1 || baseCapacity > MOST_MACHINES) {
    return `Invalid fleet: baseCapacity must be from 1 to ${MOST_MACHINES}`;
  }
  if (proxyConfiguration) return 'Invalid fleet: proxyConfiguration is not supported by Codeyard';
  const isCustom = computeType === 'ATTRIBUTE_BASED_COMPUTE' || computeType === 'CUSTOM_INSTANCE_TYPE';
  if (isCustom && !computeConfiguration) return `Invalid fleet: computeConfiguration is required for ${computeType}`;
  if (computeType === 'CUSTOM_INSTANCE_TYPE') {
    return 'Invalid fleet: computeType CUSTOM_INSTANCE_TYPE is not supported by Codeyard: say vCPUs and memory instead';
  }
  return scalingConfiguration && scalingProblem(baseCapacity, scalingConfiguration);
}

function scalingProblem(
  baseCapacity: number,
  { maxCapacity, targetTrackingScalingConfigs = [] }: NonNullable<FleetSettings['scalingConfiguration']>,
): string | undefined {
  if (maxCapacity !== undefined && (maxCapacity < baseCapacity || maxCapacity > MOST_MACHINES)) {
    return `Invalid fleet: maxCapacity must be from baseCapacity, ${baseCapacity}, to ${MOST_MACHINES}`;
  }
  const isTarget = (value = 0) => value > 0 && value <= 100;
  return targetTrackingScalingConfigs.every(({ targetValue }) => isTarget(targetValue))
    ? undefined
    : 'Invalid fleet: targetValue must be above 0 and at most 100';
}
