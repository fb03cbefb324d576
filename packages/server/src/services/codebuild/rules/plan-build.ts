import { type BuildPlan, type PlannedPhase, SCRIPT_PHASES } from '@codeyard/engine/build-program/build-plan';
import { isPowerShell } from '@codeyard/engine/build-program/powershell-script';
import type { Buildspec, BuildspecArtifactSet, BuildspecPhase } from '@codeyard/engine/buildspec/buildspec';
import { PRIMARY } from './build.ts';
import { DISCOVERY_VARIABLES, reportExpansions } from './reports/wanted-reports.ts';

export interface PlanFacts {
  readonly root: string;
  readonly sourceFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logPrefix: string;
  /** Commands that come before those of INSTALL: what selects runtimes. */
  readonly setup: readonly string[];
}

/** What the program of a build has to do, from its buildspec. */
export function planBuild(buildspec: Buildspec, { setup, ...facts }: PlanFacts): BuildPlan {
  return {
    ...facts,
    ...shellOf(buildspec),
    version: buildspec.version,
    phases: SCRIPT_PHASES.map((type) => planPhase(type, buildspec, type === 'INSTALL' ? setup : [])),
    exportedVariables: [...new Set([...exportedBy(buildspec), ...DISCOVERY_VARIABLES])],
    expansions: { ...expansionsOf(buildspec), ...reportExpansions(buildspec.reports) },
  };
}

/** The shell that reads artifact names and the like is a POSIX one, also where the commands are PowerShell's. [inferred] */
const shellOf = ({ env }: Buildspec): Pick<BuildPlan, 'shell' | 'powerShell'> =>
  isPowerShell(env.shell) ? { shell: '/bin/sh', powerShell: true } : { shell: env.shell ?? '/bin/sh' };

/** The variables that clients see after the build: no credentials. */
export const exportedBy = ({ env }: Buildspec): string[] =>
  env.exportedVariables.filter((name) => !/^(AWS_|CODEBUILD_GIT_PASSWORD_)/.test(name));

/** All four phases run, also those that the buildspec leaves out. */
function planPhase(type: PlannedPhase['type'], buildspec: Buildspec, setup: readonly string[]): PlannedPhase {
  const phase = buildspec.phases.find(({ name }) => name.toUpperCase() === type);
  const runAs = phase?.runAs ?? buildspec.runAs;
  return {
    type,
    commands: [...setup, ...(phase?.commands ?? [])],
    finally: phase?.finally ?? [],
    ...(runAs ? { runAs } : {}),
    ...onFailure(phase),
  };
}

const onFailure = (phase: BuildspecPhase | undefined) => (phase?.onFailure ? { onFailure: phase.onFailure } : {});

/** The parts of an artifact set that the build's shell expands, by the names that `expansionName` makes. */
const EXPANDED = ['name', 'baseDirectory', 's3Prefix'] as const;
export type ExpandedMember = (typeof EXPANDED)[number];

export const expansionName = (member: ExpandedMember, identifier: string): string =>
  identifier === PRIMARY ? member : `${member}-${identifier}`;

function expansionsOf({ artifacts }: Buildspec): Record<string, string> {
  if (!artifacts) return {};
  const sets: [string, BuildspecArtifactSet][] = [[PRIMARY, artifacts], ...Object.entries(artifacts.secondary)];
  const texts: Record<string, string> = {};
  for (const [identifier, set] of sets) {
    for (const member of EXPANDED) {
      const text = set[member];
      if (text !== undefined) texts[expansionName(member, identifier)] = text;
    }
  }
  return texts;
}
