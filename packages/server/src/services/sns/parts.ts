import type { ServiceContext } from '../../gateway/service.ts';

/** What this service needs besides what every service is given. */
export interface SnsOptions {
  /** Absolute path; every message of a topic is a line of `<topic>.jsonl` in it. */
  readonly messagesFolder: string;
}

export type Parts = ServiceContext & SnsOptions;
