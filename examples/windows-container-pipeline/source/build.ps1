# Builds the container image and pushes it. Runs in Windows PowerShell 5.1.
param(
  [Parameter(Mandatory = $true)] [string] $Repository,
  [Parameter(Mandatory = $true)] [string] $BaseImage
)

# Errors of cmdlets end the script. What native programs say of themselves is their exit code: nothing else looks at it.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3
function Invoke-Docker {
  & docker @args
  if ($LASTEXITCODE -ne 0) { throw "docker $($args[0]) ended with exit code $LASTEXITCODE." }
}

$registry = $Repository.Split('/')[0]
$tag = if ($env:PipelineExecutionId) { $env:PipelineExecutionId.Substring(0, 8) } else { 'local' }

# Credentials of the registry go when the build's files go.
$env:DOCKER_CONFIG = Join-Path $env:CODEYARD_BUILD 'docker'

if ($registry -match '\.dkr\.ecr\.([a-z0-9-]+)\.') {
  # AWS Tools for PowerShell are part of Amazon's Windows images.
  $login = Get-ECRLoginCommand -Region $Matches[1]
  $login.Password | & docker login --username $login.Username --password-stdin $registry
  if ($LASTEXITCODE -ne 0) { throw "docker login ended with exit code $LASTEXITCODE." }
}

Invoke-Docker build --build-arg "BASE=$BaseImage" --tag "${Repository}:$tag" --tag "${Repository}:latest" .
Invoke-Docker push "${Repository}:$tag"
Invoke-Docker push "${Repository}:latest"

# Variables of the action: later ones may say #{Image.DIGEST}.
$found = Invoke-Docker image inspect --format '{{ range .RepoDigests }}{{ println . }}{{ end }}' "${Repository}:$tag"
$digest = @($found | Where-Object { $_.StartsWith("$Repository@") })[0].Split('@')[1]
[IO.File]::WriteAllLines($env:CODEYARD_VARIABLES, [string[]] @("IMAGE=${Repository}:$tag", "DIGEST=$digest"))
