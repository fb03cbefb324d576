import type { ParsedBatch } from './batch/batch-spec.ts';

/** A buildspec as written: every scalar keeps its source text (`python: 3.10` stays `3.10`). */
export interface Buildspec {
  readonly version: '0.1' | '0.2';
  readonly runAs?: string;
  readonly env: BuildspecEnv;
  readonly proxy?: { readonly uploadArtifacts: boolean; readonly logs: boolean };
  /** In the order they run; phases the file leaves out are absent. */
  readonly phases: readonly BuildspecPhase[];
  readonly reports: Readonly<Record<string, BuildspecReport>>;
  readonly artifacts?: BuildspecArtifacts;
  readonly cache?: BuildspecCache;
  /** What batch builds do with it. */
  readonly batch?: ParsedBatch;
}

export interface BuildspecEnv {
  readonly shell?: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly parameterStore: Readonly<Record<string, string>>;
  readonly secretsManager: Readonly<Record<string, string>>;
  readonly exportedVariables: readonly string[];
  readonly gitCredentialHelper: boolean;
}

export const BUILDSPEC_PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;
export type BuildspecPhaseName = (typeof BUILDSPEC_PHASES)[number];

export interface BuildspecPhase {
  readonly name: BuildspecPhaseName;
  readonly runAs?: string;
  readonly onFailure?: OnFailure;
  /** Install only: runtime to version, as written. */
  readonly runtimeVersions: Readonly<Record<string, string>>;
  readonly commands: readonly string[];
  readonly finally: readonly string[];
}

export type OnFailure =
  | { readonly action: 'ABORT' | 'CONTINUE' }
  | { readonly action: 'RETRY'; readonly count: number; readonly pattern: string };

export interface BuildspecArtifactSet {
  readonly files: readonly string[];
  /** Expanded by the shell at upload time. */
  readonly name?: string;
  readonly baseDirectory?: string;
  readonly excludePaths: readonly string[];
  readonly discardPaths: boolean;
  readonly enableSymlinks: boolean;
  readonly s3Prefix?: string;
}

export interface BuildspecArtifacts extends BuildspecArtifactSet {
  readonly secondary: Readonly<Record<string, BuildspecArtifactSet>>;
}

export interface BuildspecReport {
  readonly files: readonly string[];
  readonly baseDirectory?: string;
  readonly discardPaths: boolean;
  readonly fileFormat?: string;
}

export interface BuildspecCache {
  readonly key?: string;
  readonly fallbackKeys: readonly string[];
  readonly action?: 'restore' | 'save';
  readonly paths: readonly string[];
}

/** What is wrong with a buildspec. `message` is AWS's wording; `hint` says what to do. Lines and columns count from 1. */
export interface BuildspecProblem {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  readonly hint?: string;
}

export type ParsedBuildspec =
  | { readonly ok: true; readonly buildspec: Buildspec; readonly warnings: readonly BuildspecProblem[] }
  | { readonly ok: false; readonly problems: readonly BuildspecProblem[] };
