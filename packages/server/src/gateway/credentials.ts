import type { Caller } from './request-context.ts';

/** What an access key stands for; `sessionToken` and `expiresAt` (milliseconds) belong to temporary credentials. */
export interface Credentials {
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiresAt?: number;
  readonly caller: Caller;
}

/** Undefined when nobody has this key. */
export type FindCredentials = (accessKeyId: string) => Promise<Credentials | undefined>;
