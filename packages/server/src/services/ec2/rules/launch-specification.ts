import type { RequestLaunchTemplateData, RunInstancesCommand } from '@aws-sdk/client-ec2';
import type { InputOf } from '../../../gateway/operation.ts';
import type { Tags } from './filters.ts';

/** What a launch template, or a launch, says of its instances. */
export type LaunchData = Omit<RequestLaunchTemplateData, never>;

type Specification = Omit<
  InputOf<RunInstancesCommand>,
  'LaunchTemplate' | 'MinCount' | 'MaxCount' | 'DryRun' | 'ClientToken'
>;

/** What a launch asks for itself wins over what its template says; tags of one resource type are taken from one of the two. */
export function mergeLaunch(template: object, request: Specification): Specification {
  const asked = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
  return { ...template, ...asked } as Specification;
}

/** The tags that a launch gives resources of a type. */
export function tagsFor(specification: Pick<Specification, 'TagSpecifications'>, type: string): Tags {
  const tags: Record<string, string> = {};
  for (const { ResourceType, Tags: list } of specification.TagSpecifications ?? []) {
    if (ResourceType !== type) continue;
    for (const { Key, Value } of list ?? []) if (Key !== undefined) tags[Key] = Value ?? '';
  }
  return tags;
}
