import type { RequestContext } from '../../gateway/request-context.ts';
import type { ServiceContext } from '../../gateway/service.ts';

/** What the operations of this service share. */
export type Parts = ServiceContext;

/** The same, with the request that is being answered. */
export type Request = Parts & { readonly request: RequestContext };
