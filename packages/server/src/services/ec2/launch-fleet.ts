import type { CreateFleetCommand } from '@aws-sdk/client-ec2';
import type { InputOf } from '../../gateway/operation.ts';
import { Refusal } from '../../platform/refusal.ts';
import { invalidValue } from './errors.ts';
import { existingTemplate, existingVersion } from './existing-template.ts';
import { checkCapacity, type Draft, draftInstance, launchInstances, type Specification } from './launch.ts';
import type { Parts } from './parts.ts';
import { type Capacity, divideCapacity, orderOverrides } from './rules/fleet-plan.ts';
import { mergeLaunch, tagsFor } from './rules/launch-specification.ts';
import { type Fleet, type FleetLaunch, fleets, type LaunchError, type Override } from './store/fleets.ts';
import { putTags } from './store/tags.ts';

type Input = InputOf<CreateFleetCommand>;

interface Candidate {
  readonly override: Override;
  readonly specification: Specification;
  readonly instanceType: string;
  readonly priority: number | undefined;
}

export interface FleetPlan {
  readonly capacity: Capacity;
  readonly candidates: readonly Candidate[];
}

/** Reads templates and overrides; what is wrong with the request itself is refused, what is wrong with one launch is not yet known. */
export async function readFleetPlan({ database }: Parts, input: Input): Promise<FleetPlan> {
  const { TargetCapacitySpecification: target } = input;
  if (target.TotalTargetCapacity < 0) throw invalidValue('TotalTargetCapacity must not be negative');
  const capacity = divideCapacity({
    total: target.TotalTargetCapacity,
    onDemand: target.OnDemandTargetCapacity,
    spot: target.SpotTargetCapacity,
    defaultTarget: target.DefaultTargetCapacityType === 'spot' ? 'spot' : 'on-demand',
  });
  const candidates: Candidate[] = [];
  for (const { LaunchTemplateSpecification, Overrides } of input.LaunchTemplateConfigs) {
    const template = await existingTemplate(database, LaunchTemplateSpecification ?? {});
    const { data, version } = await existingVersion(database, template, LaunchTemplateSpecification?.Version);
    for (const { Priority, ...asked } of Overrides?.length ? Overrides : [{ Priority: undefined }]) {
      const { InstanceType, SubnetId, AvailabilityZone, ImageId } = asked as Record<string, string | undefined>;
      const specification = mergeLaunch(data, {
        ...(InstanceType ? { InstanceType: InstanceType as Specification['InstanceType'] } : {}),
        ...(SubnetId ? { SubnetId } : {}),
        ...(ImageId ? { ImageId } : {}),
        ...(AvailabilityZone ? { Placement: { AvailabilityZone } } : {}),
      }) as Specification;
      const instanceType = specification.InstanceType ?? 'm1.small';
      const override = {
        ...{ templateId: template.id, templateName: template.name, version: String(version), instanceType },
        ...(SubnetId ? { subnetId: SubnetId } : {}),
        ...(AvailabilityZone ? { zone: AvailabilityZone } : {}),
      };
      candidates.push({ override, specification, instanceType, priority: Priority });
    }
  }
  return { capacity, candidates };
}

/** Launches both parts, each from the first candidate that has room; a part that none has room for leaves its errors. */
export async function launchFleet(parts: Parts, plan: FleetPlan, input: Input): Promise<Fleet> {
  const { capacity, candidates } = plan;
  const id = `fleet-${parts.ids.uuid()}`;
  const wishes = [
    { lifecycle: 'on-demand', count: capacity.onDemand, strategy: input.OnDemandOptions?.AllocationStrategy },
    { lifecycle: 'spot', count: capacity.spot, strategy: input.SpotOptions?.AllocationStrategy },
  ] as const;
  const drafted = new Map<Candidate, Draft | Refusal>();
  for (const candidate of candidates) drafted.set(candidate, await draftOrRefusal(parts, candidate));
  const tags = tagsFor(input, 'instance');
  return await parts.database.transaction(async (tx) => {
    const errors: LaunchError[] = [];
    const launches: FleetLaunch[] = [];
    for (const { lifecycle, count, strategy } of wishes) {
      for (const candidate of count > 0 ? orderOverrides(candidates, strategy) : []) {
        const draft = drafted.get(candidate) as Draft | Refusal;
        try {
          if (draft instanceof Refusal) throw draft;
          const full: Draft = { ...draft, fleetId: id, ...(lifecycle === 'spot' ? { lifecycle } : {}) };
          await checkCapacity(tx, parts, { draft: full, count });
          const { specification, override } = candidate;
          const made = await launchInstances(tx, parts, { draft: full, count, specification });
          for (const instance of made) await putTags(tx, instance.id, tags);
          launches.push({ override, lifecycle, instanceIds: made.map((instance) => instance.id) });
          break;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          errors.push({ override: candidate.override, lifecycle, code: error.code, message: error.message });
        }
      }
    }
    const fleet: Fleet = {
      ...{ id, createdAt: parts.clock.now(), state: 'active', errors, launches },
      ...{ totalTarget: capacity.total, onDemandTarget: capacity.onDemand, spotTarget: capacity.spot },
      defaultTarget: capacity.defaultTarget,
      ...(input.ClientToken ? { clientToken: input.ClientToken } : {}),
    };
    await fleets.save(tx, fleet);
    await putTags(tx, id, tagsFor(input, 'fleet'));
    return fleet;
  });
}

async function draftOrRefusal(parts: Parts, { specification }: Candidate): Promise<Draft | Refusal> {
  try {
    return await draftInstance(parts, specification);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
