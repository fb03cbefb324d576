import { documentsIn } from './documents.ts';

/** A fleet of type instant: what it launched, once. */
export interface Fleet {
  readonly id: string;
  readonly createdAt: number;
  readonly state: 'active' | 'deleted_running' | 'deleted_terminating';
  readonly clientToken?: string;
  readonly totalTarget: number;
  readonly onDemandTarget: number;
  readonly spotTarget: number;
  readonly defaultTarget: 'spot' | 'on-demand';
  readonly errors: readonly LaunchError[];
  readonly launches: readonly FleetLaunch[];
}

interface Override {
  readonly templateId: string;
  readonly templateName: string;
  readonly version: string;
  readonly instanceType: string;
  readonly subnetId?: string;
  readonly zone?: string;
}

export interface LaunchError {
  readonly override: Override;
  readonly lifecycle: 'spot' | 'on-demand';
  readonly code: string;
  readonly message: string;
}

export interface FleetLaunch {
  readonly override: Override;
  readonly lifecycle: 'spot' | 'on-demand';
  readonly instanceIds: readonly string[];
}

export type { Override };

export const fleets = documentsIn<Fleet>('ec2_fleets');
