import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PROGRAM = 'packages/cli/bin/codeyard.js';
/** Root of this working copy, found upwards because benchmarks run from an output folder. */
export const repository = findRepository(dirname(fileURLToPath(import.meta.url)));
export const codeyardProgram = join(repository, PROGRAM);

function findRepository(folder: string): string {
  return existsSync(join(folder, PROGRAM)) ? folder : findRepository(dirname(folder));
}

/** A real `codeyard serve` in a process of its own, as users start it. */
export interface ServerProcess {
  readonly endpoint: string;
  readonly dataFolder: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
  /** What AWS clients need to find it. */
  readonly environment: NodeJS.ProcessEnv;
  /** Resident memory in bytes. */
  memory(): Promise<number>;
  /** `kill -9`, with no chance to tidy up. */
  kill(): Promise<void>;
  /** It is not there any more, by whatever ended it. */
  hasEnded(): boolean;
  /** Starts again on the same data folder and port; resolves once it answers. */
  start(): Promise<void>;
  /** Ends it and removes its data folder. */
  stop(): Promise<void>;
}

/** `variables` are added to the server's environment. */
export async function startServer(
  settings: readonly string[] = [],
  variables: NodeJS.ProcessEnv = {},
): Promise<ServerProcess> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'codeyard-scenario-'));
  let child: ChildProcess;
  let port = '0';

  async function start(): Promise<void> {
    const argv = [codeyardProgram, 'serve', '--data', dataFolder, '--port', port, ...settings];
    child = spawn(process.execPath, argv, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...cleanEnvironment(), ...variables },
    });
    const ended = once(child, 'exit').then(() => {
      throw new Error('the server ended before it was ready');
    });
    await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), ended]);
    ended.catch(() => undefined);
    child.stdout?.resume();
  }

  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (hasEnded()) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  await start();
  const readJson = async (name: string) => JSON.parse(await readFile(join(dataFolder, name), 'utf8'));
  const { endpoint, region } = (await readJson('server.json')) as { endpoint: string; region: string };
  const credentials = (await readJson('credentials.json')) as ServerProcess['credentials'];
  port = new URL(endpoint).port;
  return {
    endpoint,
    dataFolder,
    credentials,
    environment: {
      ...cleanEnvironment(),
      HOME: dataFolder,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    },
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
    },
    kill: () => end('SIGKILL'),
    hasEnded,
    start,
    async stop() {
      await end('SIGTERM');
      // What its instances run may still write there.
      await rm(dataFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** The environment without anything that would point an AWS client elsewhere. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS_|CODEYARD_)/.test(name)));
}

/** An aws CLI of this machine. */
export interface AwsCli {
  /** Its major version. */
  readonly version: number;
  readonly program: string;
  /** It takes AWS_ENDPOINT_URL: only then do its commands that call several services, as `cloudformation package`, reach a server here. */
  readonly takesEndpoint: boolean;
}

/** The aws CLIs of this machine, by major version. */
export async function findAwsClis(): Promise<AwsCli[]> {
  const candidates = ['/usr/bin/aws', '/usr/local/bin/aws', '/root/.pyenv/shims/aws'].filter((file) =>
    existsSync(file),
  );
  const found = new Map<number, AwsCli>();
  for (const program of candidates) {
    const { stdout, stderr } = await run(program, ['--version']).catch(() => ({ stdout: '', stderr: '' }));
    const [, major, minor] = /aws-cli\/(\d+)\.(\d+)/.exec(stdout + stderr) ?? [];
    const version = Number(major);
    const takesEndpoint = Number(minor) >= (version === 1 ? 29 : 13);
    if (version && !found.has(version)) found.set(version, { version, program, takesEndpoint });
  }
  return [...found.values()].sort((a, b) => a.version - b.version);
}

/** How SDK clients reach a server. */
export const settingsOf = ({ endpoint, credentials }: ServerProcess) => ({
  endpoint,
  region: 'us-east-1',
  credentials,
});
