import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { SourceError } from './source-error.ts';

const run = promisify(execFile);
const MOST_OUTPUT_BYTES = 256 * 1024 * 1024;

export interface GitCall {
  readonly folder?: string;
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly signal?: AbortSignal;
}

/** Hands credentials over by environment: they are neither in the arguments nor in the repository's configuration. */
const HELPER = '!f() { echo "username=$CODEYARD_GIT_USERNAME"; echo "password=$CODEYARD_GIT_PASSWORD"; }; f';

/**
 * Runs the machine's git without a shell, without prompts, hooks or the user's configuration, over known transports only.
 * Rejects with a SourceError that holds git's own words.
 */
export async function runGit(argv: readonly string[], call: GitCall = {}): Promise<string> {
  const { credentials } = call;
  const helper = credentials
    ? ['-c', 'credential.helper=', '-c', `credential.helper=${HELPER}`]
    : ['-c', 'credential.helper='];
  const options = [
    '-c',
    'core.hooksPath=/dev/null',
    '-c',
    'protocol.ext.allow=never',
    '-c',
    'safe.directory=*',
    ...helper,
  ];
  try {
    const { stdout } = await run('git', [...options, ...argv], {
      cwd: call.folder ?? tmpdir(),
      maxBuffer: MOST_OUTPUT_BYTES,
      ...(call.signal ? { signal: call.signal } : {}),
      env: environment(credentials),
    });
    return stdout;
  } catch (error) {
    throw explain(error as Error & { code?: unknown; stderr?: string }, credentials?.password);
  }
}

function environment(credentials: GitCall['credentials']): NodeJS.ProcessEnv {
  const { PATH, HOME, SSH_AUTH_SOCK } = process.env;
  return {
    PATH,
    HOME,
    ...(SSH_AUTH_SOCK ? { SSH_AUTH_SOCK } : {}),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
    ...(credentials
      ? { CODEYARD_GIT_USERNAME: credentials.username, CODEYARD_GIT_PASSWORD: credentials.password }
      : {}),
  };
}

function explain(error: Error & { code?: unknown; stderr?: string }, password: string | undefined): Error {
  if (error.name === 'AbortError') return error;
  if (error.code === 'ENOENT') return new SourceError('GIT_MISSING', 'git is not installed on this machine');
  const said = (error.stderr ?? error.message).trim().split('\n').slice(-3).join(' ');
  const safe = (password ? said.replaceAll(password, '***') : said).replace(/\/\/[^/@\s]+@/g, '//');
  return new SourceError('FAILED', safe);
}
