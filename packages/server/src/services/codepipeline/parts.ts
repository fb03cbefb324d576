import type { FetchedSource } from '@codeyard/compute/sources/source-map';
import type { Faults } from '../../faults/faults.ts';
import type { ServiceContext } from '../../gateway/service.ts';

/** Gets repositories onto this machine for the source actions that stand for them. */
export interface PipelineSources {
  /** Fills `folder`, which is empty, with a repository's branch or commit; rejects with a message for the user. */
  fetch(order: { remote: string; version?: string; folder: string; signal: AbortSignal }): Promise<FetchedSource>;
  /** Whether the operator said where this repository is. */
  isMapped(remote: string): boolean;
  /** The commit that a branch stands at now; undefined for a folder, which has none. */
  newest(order: { remote: string; version: string; signal: AbortSignal }): Promise<string | undefined>;
}

export interface CodepipelineParts {
  readonly sources: PipelineSources;
  /** Absolute path; for files on their way to or from the artifact store. */
  readonly scratchFolder: string;
  /** What the tokens of third parties' workers are made with. */
  readonly thirdPartySecret: string;
  /** What git hosts sign their deliveries with; none are taken when it is empty. */
  readonly webhookSecret: string;
  /** URL of the OCI registry that stands in for ECR, or empty. */
  readonly registry: string;
  /** How often sources are looked at; never when 0. */
  readonly pollSeconds: number;
  readonly faults: Faults;
}

export type Parts = ServiceContext & CodepipelineParts;
