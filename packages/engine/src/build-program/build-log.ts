import type { Buildspec } from '../buildspec/buildspec.ts';
import type { PhaseContext } from './phase-contexts.ts';

/**
 * One line of a build's log as CodeBuild's agent writes it: `[Container] 2024/03/05 18:49:31.181000 text` and a newline.
 * The agent's logger adds a newline only where the text does not end with one, and so do we.
 */
export function containerLine(prefix: string, nowMs: number, text: string): string {
  return `${prefix} ${stamp(nowMs)} ${text}${text.endsWith('\n') ? '' : '\n'}`;
}

/** UTC with microseconds, of which a millisecond clock knows three digits. */
function stamp(nowMs: number): string {
  const [date = '', time = ''] = new Date(nowMs).toISOString().split('T');
  return `${date.replaceAll('-', '/')} ${time.replace('Z', '000')}`;
}

/** What the agent says outside of the script phases; the build program says the rest. Tools grep these texts. */
export const AGENT_LINES = {
  runningOnDemand: 'Running on CodeBuild On-demand',
  waitingForAgent: 'Waiting for agent ping',
  waitingForPhase: (phase: string) => `Waiting for ${phase}`,
  phaseIs: (phase: string) => `Phase is ${phase}`,
  /** `variable` is CODEBUILD_SRC_DIR, or that with `_<identifier>` for a secondary source. */
  sourceFolder: (variable: string, folder: string) => `${variable}=${folder}`,
  yamlLocation: (path: string) => `YAML location is ${path}`,
  s3SourceTimeout: 'Setting HTTP client timeout to higher timeout for S3 source',
  processingEnvironment: 'Processing environment variables',
  noRuntimeSelected: 'No runtime version selected in buildspec.',
  runtimesNotSupported: 'Skipping install of runtimes. Runtime version selection is not supported by this build image',
  movingTo: (folder: string) => `Moving to directory ${folder}`,
  cacheNotDefined: 'Cache is not defined in the buildspec',
  noCachePaths: 'Skip cache due to: no paths specified to be cached',
  registering: 'Registering with agent',
  phaseComplete: (phase: string, status: string) => `Phase complete: ${phase} State: ${status}`,
  phaseContext: ({ statusCode, message }: PhaseContext) =>
    `Phase context status code: ${statusCode} Message: ${message}`,
  expandingBaseFolder: (folder: string) => `Expanding base directory path:  ${folder}`,
  assemblingFileList: 'Assembling file list',
  expanding: (pattern: string) => `Expanding ${pattern}`,
  expandingFilesOf: (folder: string) => `Expanding file paths for base directory ${folder}`,
  filesFound: (count: number) => `Found ${count} file(s)`,
  skippingPath: (path: string) => `Skipping invalid file path ${path}`,
  artifactName: (name: string) => `Updating artifact name as  ${name}`,
  secondaryArtifacts: (identifier: string) => `Preparing to copy secondary artifacts ${identifier}`,
  noSecondaryArtifacts: 'No secondary artifacts defined in buildspec',
} as const;

/** What the buildspec asks for; the lines of the phases begin with a space. */
export function phasesFound({ phases }: Pick<Buildspec, 'phases'>): string[] {
  return [
    `Phases found in YAML: ${phases.length}`,
    ...phases.map(({ name, commands }) => ` ${name.toUpperCase()}: ${commands.length} commands`),
  ];
}
