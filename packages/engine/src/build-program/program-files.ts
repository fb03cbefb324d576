/** The files that a compiled program consists of and works with, by path relative to the plan's root. */
export const PROGRAM_FILES = {
  entry: 'control/build.sh',
  values: 'control/values.sh',
  /** AWS's names: users see them in error messages, and some builds read them. */
  environment: 'output/tmp/env.sh',
  directory: 'output/tmp/dir.txt',
  script: 'output/tmp/script.sh',
  powerShellScript: 'output/tmp/script.ps1',
} as const;
