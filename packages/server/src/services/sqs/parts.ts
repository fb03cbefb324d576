import type { ServiceContext } from '../../gateway/service.ts';

export type Parts = ServiceContext;
