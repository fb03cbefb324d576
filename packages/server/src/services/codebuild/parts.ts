import type { Executor } from '@codeyard/compute/executors/executor';
import type { FetchedSource, LocatedSource } from '@codeyard/compute/sources/source-map';
import type { ServiceContext } from '../../gateway/service.ts';
import type { CapacityLimits } from './rules/queue/capacity.ts';

/** What this service needs besides what every service is given. */
export interface CodebuildParts {
  /** Where builds can run, by name. */
  readonly executors: Readonly<Record<string, Executor>>;
  readonly defaultExecutor: string;
  readonly sources: SourceProvider;
  /** Absolute path; every build has a folder of its own below it while it runs. */
  readonly workFolder: string;
  /** Absolute path; local caches of projects are kept below it. On the file system of the work folder. */
  readonly cacheFolder: string;
  /** How many builds this process runs at once. */
  readonly concurrentBuilds: number;
  /** Where people and git hosts reach this server from outside, without a slash at the end. */
  readonly publicUrl: () => string;
  /** REST APIs of git hosts by the host's name, where they are not at their usual place. */
  readonly hostApis: ReadonlyMap<string, string>;
  /** What git hosts sign the deliveries of connections with; none are taken when it is empty. */
  readonly webhookSecret: string;
  /** How many may wait; StartBuild refuses more. 5,000 when left out. */
  readonly queuedBuilds?: number;
  /** Limits besides the slots of each process; none when left out. */
  readonly capacity?: CapacityLimits;
}

/** Gets repositories and folders onto this machine. */
export interface SourceProvider {
  /** What the operator mapped the repository to, else its own URL; undefined for a name that is neither. */
  locate(remote: string): LocatedSource | undefined;
  /** Fills `folder`, which exists and is empty; rejects with a SourceError. */
  fetch(source: LocatedSource, order: FetchOrder): Promise<FetchedSource>;
  /** Looks whether a repository can be read without a login; rejects with a SourceError when not. */
  visit(order: { readonly url: string; readonly insecureSsl: boolean; readonly signal: AbortSignal }): Promise<void>;
  /** What has changed between two commits or full refs of a repository; rejects with a SourceError when git cannot tell. */
  inspect(
    order: ChangeOrder,
  ): Promise<{ readonly files: readonly string[]; readonly commit: string; readonly message: string }>;
}

export interface ChangeOrder {
  readonly remote: string;
  readonly from: string;
  readonly to: string;
  /** Only what `to` has changed since it left `from`. */
  readonly sinceParting: boolean;
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly insecureSsl: boolean;
  readonly signal: AbortSignal;
}

export interface FetchOrder {
  readonly folder: string;
  /** Commit, branch, tag, `pr/N` or a full ref, each maybe followed by `^{sha}`; the default branch when left out. */
  readonly version?: string;
  /** Full history when 0, left out or more than 25. */
  readonly depth?: number;
  readonly submodules?: boolean;
  /** A folder that keeps the repository from fetch to fetch; ignored for what is no repository. */
  readonly mirror?: string;
  /** For the repository's own host and no other. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Takes any certificate of the repository's host. */
  readonly insecureSsl?: boolean;
  readonly signal: AbortSignal;
}

export type Parts = ServiceContext & CodebuildParts;
