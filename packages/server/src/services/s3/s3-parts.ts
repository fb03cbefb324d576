import { createHash } from 'node:crypto';
import type { RequestContext } from '../../gateway/request-context.ts';
import type { ServiceContext } from '../../gateway/service.ts';
import type { ObjectStore } from '../../objects/object-store.ts';

/** What the operations of this service share. */
export interface S3Parts extends ServiceContext {
  /** Where the bytes of objects are. */
  readonly objects: ObjectStore;
}

/** The same, with the request that is being answered. */
export type S3Request = S3Parts & { readonly request: RequestContext };

/** The owner of everything here: S3 names accounts by a canonical id of 64 hexadecimal digits. */
export function ownerOf(account: string): { ID: string } {
  return { ID: createHash('sha256').update(`s3 canonical user of ${account}`).digest('hex') };
}

/** The time as S3 keeps it, in whole seconds, because HTTP dates have no more. */
export function wholeSecond(now: number): number {
  return Math.floor(now / 1000) * 1000;
}
