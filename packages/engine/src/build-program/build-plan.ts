import type { OnFailure } from '../buildspec/buildspec.ts';

/** CodeBuild's script phases, by the API's names. */
export const SCRIPT_PHASES = ['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD'] as const;
export type ScriptPhase = (typeof SCRIPT_PHASES)[number];

/** Everything the shell program of one build is made from. Paths are as the build sees them. */
export interface BuildPlan {
  /** Holds `output/tmp` (env.sh, dir.txt, script.sh) and `control` (see control-files.ts): `/codebuild` in a container. */
  readonly root: string;
  /** Where the first command starts: the primary source. */
  readonly sourceFolder: string;
  /** `/bin/sh` unless the buildspec says otherwise. */
  readonly shell: string;
  /** The commands are PowerShell's; `shell` runs what is around them. */
  readonly powerShell?: boolean;
  /** 0.1 runs each command in a shell of its own with nothing carried over. */
  readonly version: '0.1' | '0.2';
  /** `[Container]`, or `[Instance]` on EC2 compute. */
  readonly logPrefix: string;
  /** Everything the commands start with, secrets included; ends up in env.sh, readable by its owner only. */
  readonly environment: Readonly<Record<string, string>>;
  /** All four, in order; a phase the buildspec leaves out has no commands. */
  readonly phases: readonly PlannedPhase[];
  /** Read at the end of POST_BUILD. */
  readonly exportedVariables: readonly string[];
  /** Texts expanded by the build's shell after POST_BUILD, by a name of the caller's: artifact names, report names. */
  readonly expansions: Readonly<Record<string, string>>;
}

export interface PlannedPhase {
  readonly type: ScriptPhase;
  readonly runAs?: string;
  readonly onFailure?: OnFailure;
  readonly commands: readonly string[];
  readonly finally: readonly string[];
}

/** The files a compiled program consists of, by path relative to the plan's root. */
export interface BuildProgram {
  readonly files: readonly { readonly path: string; readonly text: string; readonly mode: number }[];
  /** Relative to the root; run it as `/bin/sh <root>/<entry>`. It writes its own log and events. */
  readonly entry: string;
}
