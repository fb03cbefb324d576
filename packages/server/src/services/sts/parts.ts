import type { ServiceContext } from '../../gateway/service.ts';

/** What this service needs besides what every service is given. */
export interface StsOptions {
  /** `strict` lets a role be assumed only where it exists and its trust policy allows the caller. */
  readonly trust: 'record' | 'strict';
}

export type Parts = ServiceContext & StsOptions;
