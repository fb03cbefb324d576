import type { CreateFleetInput, UpdateFleetInput } from '@aws-sdk/client-codebuild';
import type { Checked } from '../../../../gateway/operation.ts';
import type { Build } from '../build.ts';

/** What a fleet is made of: the members of CreateFleet, but for its name. */
export type FleetSettings = Omit<Checked<CreateFleetInput>, 'name'>;

type FleetChange = Omit<Checked<UpdateFleetInput>, 'arn'>;

export type FleetStatusCode =
  | 'CREATING'
  | 'UPDATING'
  | 'ROTATING'
  | 'PENDING_DELETION'
  | 'DELETING'
  | 'CREATE_FAILED'
  | 'ACTIVE';

/** A fleet as it is kept; times are milliseconds since the epoch. */
export interface Fleet {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly lastModifiedAt: number;
  readonly settings: FleetSettings;
  readonly status: FleetStatusCode;
  /**
   * There is no capacity for all of its machines: how many of its base are missing, which builds on demand leave room for. 0 when only
   * further ones are.
   */
  readonly missing?: number;
}

/** Machines of these cannot be had here. */
export const canBeHad = ({ environmentType }: FleetSettings): boolean => !/^(WINDOWS|MAC)_/.test(environmentType);

export const isBeingDeleted = ({ status }: Fleet): boolean => status === 'PENDING_DELETION' || status === 'DELETING';

/** Why no build can be sent there; undefined when it can. */
export function whyUnusable(fleet: Fleet): string | undefined {
  if (fleet.status === 'CREATE_FAILED') return `could not be created`;
  return isBeingDeleted(fleet) ? 'is being deleted' : undefined;
}

/** Members that an empty value takes away, since there is no other way to say so. [inferred] */
const CLEARED_BY_EMPTY = ['scalingConfiguration', 'vpcConfig', 'proxyConfiguration'] as const;

/** Settings with what UpdateFleet was given; the rest stays. */
export function changeFleet(settings: FleetSettings, change: FleetChange): FleetSettings {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const changed: { -readonly [Name in keyof FleetSettings]: FleetSettings[Name] } = { ...settings, ...given };
  for (const name of CLEARED_BY_EMPTY) {
    const value = changed[name];
    if (value && Object.keys(value).length === 0) delete changed[name];
  }
  return changed;
}

/** A build on a fleet has the fleet's machines, whatever its project says of them. */
export function onFleet(build: Build, fleet: Fleet | undefined): Build {
  if (!fleet) return build;
  const { computeConfiguration: _own, ...environment } = build.definition.environment;
  const { environmentType: type, computeType, computeConfiguration } = fleet.settings;
  return {
    ...build,
    fleet: { id: fleet.id, name: fleet.name },
    definition: {
      ...build.definition,
      environment: { ...environment, type, computeType, ...(computeConfiguration ? { computeConfiguration } : {}) },
    },
  };
}
