import type { ServiceContext } from '../../gateway/service.ts';

/** What the operations of this service share. */
export type Parts = ServiceContext;
