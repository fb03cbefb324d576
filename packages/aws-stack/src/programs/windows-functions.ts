/**
 * Functions of the Windows programs. Nothing of the modules Microsoft.PowerShell.Archive and Invoke-WebRequest: of Windows PowerShell, the
 * first leaves hidden files out, writes `\` into archives and does not hear of the caller's preferences; the second keeps whole bodies in memory.
 *
 * Every error ends the program, with 97 where it is known what it is. Of a native program only its exit code tells; its standard error is never
 * redirected, because Windows PowerShell makes errors of the lines then.
 */
export const HEAD = String.raw`
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
try { [Console]::OutputEncoding = [Text.UTF8Encoding]::new($false) } catch { }
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
Add-Type -AssemblyName System.Net.Http
Add-Type -AssemblyName System.IO.Compression
Add-Type -AssemblyName System.IO.Compression.FileSystem
function Fail($message) { [Console]::WriteLine("codeyard: $message"); exit 97 }
function Why($failure) { $failure.Exception.GetBaseException().Message }
$root = Join-Path $(if ($env:ProgramData) { $env:ProgramData } else { [IO.Path]::GetTempPath() }) 'codeyard-builds'
if (-not (Test-Path -LiteralPath $root)) {
  New-Item -ItemType Directory -Force -Path $root | Out-Null
  if ($env:ProgramData) {
    & icacls.exe $root '/inheritance:r' '/grant:r' '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' | Out-Null
    if ($LASTEXITCODE) { Remove-Item -LiteralPath $root; Fail "$root could not be closed to other users of this machine." }
  }
}
function Leased { $file = Join-Path $root 'fence'; if (Test-Path -LiteralPath $file) { [int](Get-Content -LiteralPath $file) } else { 0 } }
function Remove($folder) {
  if (-not (Test-Path -LiteralPath $folder)) { return }
  if ($env:ComSpec) { & $env:ComSpec /d /c rd /s /q "\\?\$folder" } else { Remove-Item -LiteralPath $folder -Recurse -Force }
  if (Test-Path -LiteralPath $folder) { Fail "$folder could not be removed: something that an earlier build started may still use it." }
}
$client = [Net.Http.HttpClient]::new()
$client.Timeout = [TimeSpan]::FromHours(1)
function Exchange($method, $url, $headers, $body, $target) {
  for ($attempt = 1; $true; $attempt++) {
    $status = 0
    $streams = @()
    try {
      $request = [Net.Http.HttpRequestMessage]::new([Net.Http.HttpMethod]::new($method), [string]$url)
      foreach ($name in $headers.Keys) { $null = $request.Headers.TryAddWithoutValidation($name, [string]$headers[$name]) }
      if ($body) {
        $streams += [IO.File]::OpenRead($body)
        $request.Content = [Net.Http.StreamContent]::new($streams[0])
      }
      $response = $client.SendAsync($request, [Net.Http.HttpCompletionOption]::ResponseHeadersRead).GetAwaiter().GetResult()
      $streams += $response
      $status = [int]$response.StatusCode
      if (-not $response.IsSuccessStatusCode) { throw "the answer was $status." }
      if ($target) {
        $file = [IO.File]::Create($target)
        $streams += $file
        $null = $response.Content.CopyToAsync($file).GetAwaiter().GetResult()
      }
      return
    } catch {
      $isFinal = $status -ge 400 -and $status -lt 500 -and $status -ne 408 -and $status -ne 429
      if ($isFinal -or $attempt -ge 3) { throw }
    } finally {
      foreach ($stream in $streams) { $stream.Dispose() }
    }
    Start-Sleep -Seconds $attempt
  }
}
`;

export const RECEIVE = String.raw`
function Receive($name, $url, $place) {
  $file = Join-Path $workspace 'input.zip'
  try { Exchange GET $url @{} $null $file } catch { Fail "The input artifact $name could not be downloaded: $(Why $_)" }
  try { $archive = [IO.Compression.ZipFile]::OpenRead($file) } catch { Fail "The input artifact $name is not a zip archive." }
  try {
    foreach ($entry in $archive.Entries) {
      if ($entry.FullName -match '^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)') {
        Fail "The input artifact $name has paths that lead out of it: $($entry.FullName)"
      }
    }
  } finally { $archive.Dispose() }
  New-Item -ItemType Directory -Force -Path $place | Out-Null
  try { [IO.Compression.ZipFile]::ExtractToDirectory($file, $place) }
  catch { Fail "The input artifact $name could not be unpacked: $(Why $_)" }
  Remove-Item -LiteralPath $file
}
`;

/**
 * As `bash -e` does, but for statements of the command itself only: a program that fails ends the command there. Windows PowerShell has no
 * setting for it; so every statement that may have run one is followed by a question, on its own line, which keeps the numbers of lines.
 */
export const STRICT = `
function Strict($text) {
  $tokens = $null
  $errors = $null
  $parsed = [Management.Automation.Language.Parser]::ParseInput($text, [ref]$tokens, [ref]$errors)
  if ($errors.Count -gt 0 -or -not $parsed.EndBlock -or -not $parsed.EndBlock.Unnamed) { return $text }
  $ends = @($parsed.EndBlock.Statements | Where-Object { $_ -is [Management.Automation.Language.PipelineBaseAst] } | ForEach-Object { $_.Extent.EndOffset })
  [array]::Reverse($ends)
  foreach ($end in $ends) { $text = $text.Insert($end, '; if ($LASTEXITCODE) { exit $LASTEXITCODE }') }
  return $text
}
`;

/** Files go in by their paths below the working directory, with `/` whatever the system's separator is. */
export const PACK = `
function Pack($artifact, $archive, $patterns) {
  $base = (Get-Item -LiteralPath . -Force).FullName.TrimEnd([IO.Path]::DirectorySeparatorChar)
  $known = [Collections.Generic.HashSet[string]]::new()
  $stream = [IO.File]::Create($archive)
  try {
    $zip = [IO.Compression.ZipArchive]::new($stream, [IO.Compression.ZipArchiveMode]::Create)
    try {
      foreach ($pattern in $patterns) {
        $tops = @(if (Test-Path -LiteralPath $pattern) { Get-Item -LiteralPath $pattern -Force } else { Get-Item -Path $pattern -Force -ErrorAction SilentlyContinue })
        if ($tops.Count -eq 0) { Fail "OutputArtifactPath: $pattern is not there after the build." }
        foreach ($item in @($tops; $tops | Where-Object { $_.PSIsContainer } | ForEach-Object { Get-ChildItem -LiteralPath $_.FullName -Recurse -Force })) {
          $name = $item.FullName.Substring($base.Length).Replace([IO.Path]::DirectorySeparatorChar, [char]'/').TrimStart([char]'/')
          if ($name -eq '' -or -not $known.Add($name)) { continue }
          if ($item.PSIsContainer) { $null = $zip.CreateEntry("$name/") }
          else { $null = [IO.Compression.ZipFileExtensions]::CreateEntryFromFile($zip, $item.FullName, $name, [IO.Compression.CompressionLevel]::Optimal) }
        }
      }
    } finally { $zip.Dispose() }
  } catch { Fail "The output artifact $artifact could not be packed: $(Why $_)" }
  finally { $stream.Dispose() }
}
`;
