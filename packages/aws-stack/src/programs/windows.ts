import { LARGEST_VARIABLES_BYTES, type Programs, type UploadProgramOrder, VARIABLES_LINE } from './program-order.ts';
import { powerShellText } from './quote.ts';
import { variableName } from './variable-name.ts';
import { HEAD, PACK, RECEIVE, STRICT } from './windows-functions.ts';

/** Of two deliveries of one build, whose sender could not know of the first, one runs it; the other tells nothing until it is cancelled. */
const BEGIN = `
try { New-Item -ItemType Directory -Path $workspace | Out-Null } catch {
  if (-not (Test-Path -LiteralPath $workspace)) { throw }
  [Console]::WriteLine('codeyard: This build has begun here before; its output is in the log of that command.')
  while ($true) { Start-Sleep -Seconds 60 }
}
New-Item -ItemType Directory -Path (Join-Path $workspace 'source') | Out-Null
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

/** PowerShell programs, for Windows PowerShell 5.1 and newer. The addresses of artifacts stand in them, on lines that cannot fail, and are never printed. */
export const windows: Programs = {
  build({ workspace, fence, inputs, command, workingDirectory, environment }) {
    const place = (index: number) =>
      index === 0 ? `(Join-Path $workspace 'source')` : `(Join-Path $workspace 'input-${index}')`;
    return [
      HEAD,
      RECEIVE,
      STRICT,
      `if ((Leased) -gt ${fence}) { Fail 'This machine works for a later build.' }`,
      `Set-Content -LiteralPath (Join-Path $root 'fence') -Value '${fence}'`,
      workspaceIs(workspace),
      BEGIN,
      ...inputs.flatMap(({ name, url }, index) => [
        `$url = ${powerShellText(url)}`,
        `Receive ${powerShellText(name)} $url ${place(index)}`,
      ]),
      enter(workingDirectory),
      ...Object.entries(environment).map(([name, value]) => `$env:${name} = ${powerShellText(value)}`),
      ...inputs.map(({ name }, index) => `$env:CODEYARD_INPUT_${variableName(name)} = ${place(index)}`),
      '$env:CODEYARD_BUILD = $workspace',
      `$env:CODEYARD_VARIABLES = Join-Path $workspace 'variables'`,
      '$env:PATH = "$env:PATH$([IO.Path]::PathSeparator)$($PWD.Path)"',
      `$commandFile = Join-Path $workspace 'command.ps1'`,
      // With a byte order mark: without one, Windows PowerShell takes a file for one of the system's code page.
      `[IO.File]::WriteAllText($commandFile, (Strict ${powerShellText(command)}), [Text.UTF8Encoding]::new($true))`,
      '$url = $null',
      '$global:LASTEXITCODE = 0',
      // In this session: an error in it ends everything, and how its last program ended is known, whether it says `exit` or not.
      'try { . $commandFile } catch { [Console]::WriteLine(($_ | Out-String)); exit 1 }',
      'if ($LASTEXITCODE) { exit $LASTEXITCODE }',
      'exit 0',
      '',
    ].join('\n');
  },
  upload({ workspace, workingDirectory, outputs }) {
    return [
      HEAD,
      PACK,
      workspaceIs(workspace),
      `if (-not (Test-Path -LiteralPath $workspace)) { Fail 'The workspace of the build is not there any more.' }`,
      enter(workingDirectory),
      ...outputs.map(sendOutput),
      `$variables = Join-Path $workspace 'variables'`,
      'if (Test-Path -LiteralPath $variables) {',
      // `>` of Windows PowerShell writes UTF-16; reading it as text looks at its byte order mark.
      '  $bytes = [Text.Encoding]::UTF8.GetBytes([IO.File]::ReadAllText($variables))',
      `  if ($bytes.Length -gt ${LARGEST_VARIABLES_BYTES}) { Fail 'The output variables take more than ${LARGEST_VARIABLES_BYTES} bytes.' }`,
      // Not by Write-Output, which may break lines at 80 characters.
      `  [Console]::WriteLine("${VARIABLES_LINE} $([Convert]::ToBase64String($bytes))")`,
      '}',
      'exit 0',
      '',
    ].join('\n');
  },
  clean({ fence }) {
    return [
      HEAD,
      `if ((Leased) -gt ${fence}) { exit 0 }`,
      // A delivery of what is cleaned away comes too late.
      `Set-Content -LiteralPath (Join-Path $root 'fence') -Value '${fence + 1}'`,
      END_PROCESSES,
      `foreach ($folder in @(Get-ChildItem -LiteralPath $root -Filter 'job-*' -Force)) { Remove $folder.FullName }`,
      '$drive = (Get-Item -LiteralPath $root).PSDrive',
      `if ($null -ne $drive.Free -and $drive.Free -lt ${LEAST_FREE_BYTES}) { Fail "Only $($drive.Free) bytes are free on the disk of this machine." }`,
      'exit 0',
      '',
    ].join('\n');
  },
};

/** A machine with less is not given another build. */
const LEAST_FREE_BYTES = 512 * 1024 * 1024;

/**
 * What builds left running: what runs from their folders or names them, and what that has started. A number of a process may have been
 * another one's before, whose children are older than it. Only Windows is asked: elsewhere there is no CIM.
 */
const END_PROCESSES = String.raw`
if (Get-Command Get-CimInstance -ErrorAction SilentlyContinue) {
  $all = @(Get-CimInstance -ClassName Win32_Process)
  $found = @($all | Where-Object {
    $_.ProcessId -ne $PID -and "$($_.ExecutablePath) $($_.CommandLine)".IndexOf("$root\job-", [StringComparison]::OrdinalIgnoreCase) -ge 0
  })
  for ($at = 0; $at -lt $found.Count; $at++) {
    $parent = $found[$at]
    $found += @($all | Where-Object {
      $_.ParentProcessId -eq $parent.ProcessId -and $_.CreationDate -ge $parent.CreationDate -and $_.ProcessId -ne $PID -and $found -notcontains $_
    })
  }
  foreach ($process in $found) { Stop-Process -Id $process.ProcessId -Force -ErrorAction SilentlyContinue }
  if ($found.Count -gt 0) { Start-Sleep -Milliseconds 500 }
}
`;

function sendOutput({ artifact, paths, url, headers }: UploadProgramOrder['outputs'][number], index: number): string {
  const words = Object.entries(headers).map(([name, value]) => `${powerShellText(name)} = ${powerShellText(value)}`);
  return [
    `$artifact = ${powerShellText(artifact)}`,
    `$archive = Join-Path $workspace 'output-${index}.zip'`,
    `Pack $artifact $archive @(${paths.map(powerShellText).join(', ')})`,
    `$url = ${powerShellText(url)}`,
    `$headers = @{ ${words.join('; ')} }`,
    'try { Exchange PUT $url $headers $archive $null }',
    'catch { Fail "The output artifact $artifact could not be uploaded: $(Why $_)" }',
  ].join('\n');
}
