import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { SourceError } from './source-error.ts';

const run = promisify(execFile);
const MOST_OUTPUT_BYTES = 256 * 1024 * 1024;

export interface GitCall {
  readonly folder?: string;
  /** The remote. Its origin alone is given the credentials and excused from its certificate: no submodule's, and none it redirects to. */
  readonly url?: string;
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Any certificate will do. */
  readonly insecureSsl?: boolean;
  /** No repository of this machine is read: what a repository names as its submodules is nobody's word but its own. */
  readonly remoteOnly?: boolean;
  readonly signal?: AbortSignal;
}

/** Hands credentials over by environment: they are neither in the arguments nor in the repository's configuration. */
const HELPER = '!f() { printf "username=%s\\npassword=%s\\n" "$CODEYARD_GIT_USERNAME" "$CODEYARD_GIT_PASSWORD"; }; f';

/** What a URL has in common with the others of its server: `https://git.example.com:8443`; undefined for other transports. */
export function originOf(url: string): string | undefined {
  return /^https?:\/\//i.test(url) && URL.canParse(url) ? new URL(url).origin : undefined;
}

/**
 * Runs the machine's git without a shell, without prompts, hooks or the user's configuration, over known transports only.
 * Rejects with a SourceError that holds git's own words.
 */
export async function runGit(argv: readonly string[], call: GitCall = {}): Promise<string> {
  const { credentials } = call;
  const origin = originOf(call.url ?? '');
  const settings = [
    'core.hooksPath=/dev/null',
    'protocol.ext.allow=never',
    'safe.directory=*',
    'credential.helper=',
    ...(credentials && origin ? [`credential.${origin}.helper=${HELPER}`] : []),
    ...(call.insecureSsl && origin ? [`http.${origin}.sslVerify=false`] : []),
  ];
  const options = settings.flatMap((setting) => ['-c', setting]);
  try {
    const { stdout } = await run('git', [...options, ...argv], {
      cwd: call.folder ?? tmpdir(),
      maxBuffer: MOST_OUTPUT_BYTES,
      ...(call.signal ? { signal: call.signal } : {}),
      env: environment(call),
    });
    return stdout;
  } catch (error) {
    throw explain(error as Error & { code?: unknown; stderr?: string }, credentials?.password);
  }
}

function environment({ credentials, remoteOnly }: GitCall): NodeJS.ProcessEnv {
  const { PATH, HOME, SSH_AUTH_SOCK } = process.env;
  return {
    PATH,
    HOME,
    ...(SSH_AUTH_SOCK ? { SSH_AUTH_SOCK } : {}),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: remoteOnly ? 'git:http:https:ssh' : 'file:git:http:https:ssh',
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
  return new SourceError(SAYINGS.find(([saying]) => saying.test(said))?.[1] ?? 'FAILED', safe);
}

/** What git says when a host does not let it in. */
const SAYINGS: readonly (readonly [RegExp, string])[] = [
  [/could not read (Username|Password) for/, 'AUTHENTICATION_REQUIRED'],
  [/Authentication failed for|returned error: 403|Permission denied/, 'AUTHORIZATION_FAILED'],
  [/repository '[^']*' not found|does not appear to be a git repository|Repository not found/, 'REPOSITORY_NOT_FOUND'],
];
