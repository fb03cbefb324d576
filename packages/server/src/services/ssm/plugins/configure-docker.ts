import type { RunPlugin } from './plugin.ts';
import { runScript } from './run-script.ts';

const SCRIPT = `$ErrorActionPreference = 'Stop'
if (-not (Get-Command docker -ErrorAction SilentlyContinue)) {
  [Console]::Error.WriteLine('Docker is not installed on this machine, and is not installed by Codeyard.')
  exit 1
}
docker version
exit $LASTEXITCODE`;

/** Nothing is installed on a machine that is somebody's own: Docker has to be there already. */
export const configureDocker: RunPlugin = async (run) => {
  const { action } = run.inputs;
  if (action !== 'Install')
    return { status: 'Failed', code: 1, stderr: `aws:configureDocker cannot ${action} Docker here.` };
  return await runScript('pwsh')({ ...run, inputs: { runCommand: [SCRIPT] } });
};
