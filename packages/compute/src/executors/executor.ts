import type { Readable, Writable } from 'node:stream';
import type { Runtimes } from '@codeyard/engine/runtimes/parse-runtimes';

/**
 * Where a build runs. The life of a build on an executor, in order:
 *
 * 1. `provision` makes the ground ready: checks the engine, pulls the image. It may take minutes and may run twice.
 * 2. The caller fills `<workFolder>/codebuild` (sources, program) on this machine. It may `run` small programs meanwhile, and put
 *    files into what `ownFiles` reaches.
 * 3. `start` runs `/bin/sh <buildRoot>/<entry>` detached, so that it outlives this process. Called again for a build that
 *    was started already, it returns the same handle and starts nothing.
 * 4. `observe` says whether it still runs, from a handle that may come from a process that died since.
 * 5. `stop` ends every process of the build, also ones that left its group. Stopping what is gone is no error.
 * 6. `dispose` removes what the executor itself made (containers, networks), never the work folder. It may run twice, and
 *    for a build that never started.
 *
 * While it runs, `openTerminal` starts a shell beside the program, any number of times; `stop` ends those shells, too.
 *
 * Builds may be handled concurrently. The program writes its own log and events into the work folder.
 */
export interface Executor {
  /** As users choose it: `process`, `docker`, `scripted`. */
  readonly name: string;
  /** One sentence for the build's log and `--help`: how far it isolates builds. */
  readonly isolation: string;
  /** The path at which the build sees `<workFolder>/codebuild`. */
  buildRoot(workFolder: string): string;
  /** HOME, as the build sees it. */
  homeFolder(workFolder: string): string;
  /** Present where a build has files of its own besides its work folder; absent where it sees those of this machine. */
  readonly ownFiles?: OwnFiles;
  /** Whether the Docker Engine that privileged builds find, if any, is one that outlives them, with its layers. */
  readonly sharesDockerEngine: boolean;
  /** The runtimes that builds can choose from on this machine; absent where their image says what there is. */
  readonly runtimes?: () => Promise<Runtimes>;
  /** `say` writes a line into the build's log. Rejects with a ProvisioningError. */
  provision(order: BuildOrder, say: (line: string) => void, signal: AbortSignal): Promise<void>;
  /**
   * Runs `/bin/sh <buildRoot>/<entry>` as the build's program would run, before that one is started, and waits for its end. What it
   * leaves behind is ended. It may run twice. Rejects with an AbortError once the signal aborts.
   */
  run(order: BuildOrder, entry: string, signal: AbortSignal): Promise<void>;
  /** Rejects with a ProvisioningError when it will never start. */
  start(order: BuildOrder, entry: string): Promise<BuildHandle>;
  observe(handle: BuildHandle): Promise<BuildObservation>;
  stop(handle: BuildHandle): Promise<void>;
  dispose(order: BuildOrder): Promise<void>;
  openTerminal(order: TerminalOrder): Promise<Terminal>;
  /** How a build that was provisioned reaches the server whose API is at `endpoint` on this machine; in the same way when left out. */
  readonly reach?: (endpoint: string) => Promise<Reach>;
}

/** How a build sees the server that runs it. */
export interface Reach {
  /** Of the AWS API. */
  readonly endpoint: string;
  /** Whether the build finds its credentials below http://169.254.170.2/v2/credentials, as on AWS. */
  readonly hasCredentialsAddress: boolean;
}

/** What the executor has to know of a build. It never sees secrets: the program reads its environment from a file. */
export interface BuildOrder {
  /** The build's UUID: names containers and marks processes. */
  readonly id: string;
  /** Absolute path on this machine. */
  readonly workFolder: string;
  /** As in the project, such as `aws/codebuild/standard:7.0`. */
  readonly image: string;
  readonly registryCredential?: { readonly username: string; readonly password: string };
  /** What it asks for; where that cannot be given or kept to, `provision` says so in the build's log. */
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly privileged: boolean;
  /** Any when left out. */
  readonly architecture?: 'x86_64' | 'arm64';
  readonly gpu?: true;
  /** Nothing but its own files and /tmp may be written, as on Lambda. */
  readonly writesOnlyTemporary?: true;
}

/** The files of a build that are not in its work folder, as tar files of this machine. Paths are absolute. */
export interface OwnFiles {
  /** Unpacks a tar file at the build's root folder. The program named `entry` has not been started yet. */
  put(order: BuildOrder, entry: string, tarFile: string): Promise<void>;
  /** Writes a file or folder, under its last name, into a tar file; false when there is none. Works until `dispose`. */
  take(order: BuildOrder, path: string, tarFile: string): Promise<boolean>;
  /** The text of a file of the image itself, also where the work folder hides it; undefined when there is none. */
  readImage(order: BuildOrder, path: string): Promise<string | undefined>;
}

/** A shell beside a running program. */
export interface TerminalOrder {
  readonly handle: BuildHandle;
  /** Absolute path on this machine. */
  readonly workFolder: string;
  /** What the shell is called, in letters, digits and `-`: see engine/build-program/terminal-script.ts. */
  readonly name: string;
  /** Absent for a client that has no terminal: then the shell reads its commands from a pipe. */
  readonly window?: TerminalWindow;
}

export interface TerminalWindow extends WindowSize {
  /** What the client's terminal is, such as `xterm-256color`. */
  readonly term: string;
}

export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}

/** An open shell. Whoever opened it reads both outputs to their end. */
export interface Terminal {
  readonly input: Writable;
  readonly output: Readable;
  /** Nothing comes here where the shell has a terminal. */
  readonly errors: Readable;
  /** It has a terminal: a window was asked for and could be had. */
  readonly hasWindow: boolean;
  /** What the client's user should know of this shell, if anything. */
  readonly notice?: string;
  /** Resolves with the exit status, 128 and the signal's number for one that was killed. */
  readonly exited: Promise<number>;
  resize(size: WindowSize): void;
  /** Hangs up: the shell and what it runs in the foreground end. */
  close(): void;
}

/** Plain data that finds the build again after a restart; stored as JSON. */
export type BuildHandle = Readonly<Record<string, string | number>>;

export type BuildObservation =
  | { readonly state: 'running' }
  /** `reason` when the executor knows why it ended, such as out of memory. */
  | { readonly state: 'gone'; readonly reason?: string };

/** The ground could not be made ready. `code` is CodeBuild's context code, such as BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE. */
export class ProvisioningError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'ProvisioningError';
    this.code = code;
  }
}
