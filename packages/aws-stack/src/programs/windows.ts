import { LARGEST_VARIABLES_BYTES, type Programs, type UploadProgramOrder, VARIABLES_LINE } from './program-order.ts';
import { powerShellText } from './quote.ts';
import { variableName } from './variable-name.ts';

/** Every error ends the program; only a program that a command runs tells its end by `$LASTEXITCODE`. */
const HEAD = `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
function Fail($message) { Write-Output "codeyard: $message"; exit 97 }
$root = if ($env:ProgramData) { Join-Path $env:ProgramData 'codeyard-builds' } else { Join-Path ([IO.Path]::GetTempPath()) 'codeyard-builds' }
New-Item -ItemType Directory -Force -Path $root | Out-Null
function Leased { $file = Join-Path $root 'fence'; if (Test-Path -LiteralPath $file) { [int](Get-Content -LiteralPath $file) } else { 0 } }
`;

/** Of two deliveries of one build, whose sender could not know of the first, one runs it and the other ends as that does. */
const BEGIN = `
$status = Join-Path $workspace 'status'
try { New-Item -ItemType Directory -Path $workspace | Out-Null } catch {
  Write-Output 'codeyard: This build has begun here before; its output is in the log of that command.'
  while (-not (Test-Path -LiteralPath $status)) { Start-Sleep -Seconds 1 }
  exit [int](Get-Content -LiteralPath $status)
}
function End($code) { Set-Content -LiteralPath $status -Value $code; exit $code }
function Fail($message) { Write-Output "codeyard: $message"; End 97 }
New-Item -ItemType Directory -Path (Join-Path $workspace 'source') | Out-Null
`;

const RECEIVE = String.raw`
Add-Type -AssemblyName System.IO.Compression.FileSystem
function Receive($name, $url, $place) {
  $file = Join-Path $workspace 'input.zip'
  try { Invoke-WebRequest -UseBasicParsing -Uri $url -OutFile $file } catch { Fail "The input artifact $name could not be downloaded." }
  try { $archive = [IO.Compression.ZipFile]::OpenRead($file) } catch { Fail "The input artifact $name is not a zip archive." }
  try {
    foreach ($entry in $archive.Entries) {
      if ($entry.FullName -match '^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)') {
        Fail "The input artifact $name has paths that lead out of it: $($entry.FullName)"
      }
    }
  } finally { $archive.Dispose() }
  New-Item -ItemType Directory -Force -Path $place | Out-Null
  Expand-Archive -LiteralPath $file -DestinationPath $place -Force
  Remove-Item -LiteralPath $file
}
`;

const enter = (workingDirectory: string | undefined) =>
  workingDirectory === undefined
    ? `Set-Location -LiteralPath (Join-Path $workspace 'source')`
    : [
        `$place = Join-Path (Join-Path $workspace 'source') ${powerShellText(workingDirectory)}`,
        `if (-not (Test-Path -LiteralPath $place -PathType Container)) { Fail ${powerShellText(`WorkingDirectory: ${workingDirectory} is not in the input artifact.`)} }`,
        'Set-Location -LiteralPath $place',
      ].join('\n');

const workspaceIs = (workspace: string) => `$workspace = Join-Path $root ${powerShellText(workspace)}`;

/** PowerShell programs, for Windows PowerShell 5.1 and newer. */
export const windows: Programs = {
  build({ workspace, fence, inputs, command, workingDirectory, environment }) {
    const place = (index: number) =>
      index === 0 ? `(Join-Path $workspace 'source')` : `(Join-Path $workspace 'input-${index}')`;
    const variables = { ...environment, CODEYARD_BUILD: workspace };
    return [
      HEAD,
      workspaceIs(workspace),
      BEGIN,
      `if ((Leased) -gt ${fence}) { Fail 'This machine works for a later build.' }`,
      `Set-Content -LiteralPath (Join-Path $root 'fence') -Value '${fence}'`,
      RECEIVE,
      ...inputs.map(({ name, url }, index) => `Receive ${powerShellText(name)} ${powerShellText(url)} ${place(index)}`),
      enter(workingDirectory),
      ...Object.entries(variables).map(([name, value]) => `$env:${name} = ${powerShellText(value)}`),
      ...inputs.map(({ name }, index) => `$env:CODEYARD_INPUT_${variableName(name)} = ${place(index)}`),
      `$env:CODEYARD_VARIABLES = Join-Path $workspace 'variables'`,
      `$env:PATH += [IO.Path]::PathSeparator + $PWD.Path`,
      '$global:LASTEXITCODE = 0',
      `$commandFile = Join-Path $workspace 'command.ps1'`,
      `Set-Content -LiteralPath $commandFile -Encoding UTF8 -Value ${powerShellText(command)}`,
      // A script block in this session: an error in it ends everything, and its last program's end is known.
      `try { . $commandFile } catch { Write-Output ($_ | Out-String); End 1 }`,
      'End $LASTEXITCODE',
      '',
    ].join('\n');
  },
  upload({ workspace, workingDirectory, outputs }) {
    return [
      HEAD,
      workspaceIs(workspace),
      `if (-not (Test-Path -LiteralPath $workspace)) { Fail 'The workspace of the build is not there any more.' }`,
      enter(workingDirectory),
      ...outputs.map(sendOutput),
      `$variables = Join-Path $workspace 'variables'`,
      'if (Test-Path -LiteralPath $variables) {',
      '  $bytes = [IO.File]::ReadAllBytes($variables)',
      `  if ($bytes.Length -gt ${LARGEST_VARIABLES_BYTES}) { Fail 'The output variables take more than ${LARGEST_VARIABLES_BYTES} bytes.' }`,
      `  Write-Output "${VARIABLES_LINE} $([Convert]::ToBase64String($bytes))"`,
      '}',
      '',
    ].join('\n');
  },
  clean({ fence }) {
    return [
      HEAD,
      `if ((Leased) -gt ${fence}) { exit 0 }`,
      `Set-Content -LiteralPath (Join-Path $root 'fence') -Value '${fence + 1}'`,
      `Get-ChildItem -LiteralPath $root -Filter 'job-*' | Remove-Item -Recurse -Force`,
      '$drive = (Get-Item -LiteralPath $root).PSDrive',
      `if ($drive.Free -ne $null -and $drive.Free -lt ${LEAST_FREE_BYTES}) { Fail "Only $($drive.Free) bytes are free on the disk of this machine." }`,
      '',
    ].join('\n');
  },
};

const LEAST_FREE_BYTES = 512 * 1024 * 1024;

function sendOutput({ artifact, paths, url, headers }: UploadProgramOrder['outputs'][number], index: number): string {
  const words = Object.entries(headers).map(([name, value]) => `${powerShellText(name)} = ${powerShellText(value)}`);
  return [
    `$archive = Join-Path $workspace 'output-${index}.zip'`,
    '$found = @()',
    ...paths.flatMap((path) => [
      `$files = @(Get-Item -Path ${powerShellText(path)} -Force -ErrorAction SilentlyContinue)`,
      `if ($files.Count -eq 0) { Fail ${powerShellText(`OutputArtifactPath: ${path} is not there after the build.`)} }`,
      '$found += $files.FullName',
    ]),
    'Compress-Archive -LiteralPath $found -DestinationPath $archive -Force',
    `try { Invoke-WebRequest -UseBasicParsing -Method Put -Uri ${powerShellText(url)} -InFile $archive -ContentType 'application/zip' -Headers @{ ${words.join('; ')} } | Out-Null }`,
    `catch { Fail ${powerShellText(`The output artifact ${artifact} could not be uploaded.`)} }`,
  ].join('\n');
}
