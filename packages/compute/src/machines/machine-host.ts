/**
 * Where instances live. The life of one: `boot` makes it, or brings a halted one back with its files; commands are `run` on it, looked
 * at with `observe` and ended with `cancel`; `halt` ends all that runs on it and keeps its files; `suspend` stops all that runs, which
 * `boot` lets go on; `destroy` leaves nothing. Every call may come twice, and in another process than the one before: what runs on a machine outlives the server.
 */
export interface MachineHost {
  readonly name: string;
  /** What keeps machines apart, for people. */
  readonly isolation: string;
  boot(machine: string, shape: MachineShape): Promise<void>;
  /** Writes a file, absolute or below the home folder, and gives its whole path back. */
  put(file: MachineFile): Promise<string>;
  run(order: CommandOrder): Promise<void>;
  observe(command: CommandId): Promise<CommandState>;
  cancel(command: CommandId): Promise<void>;
  halt(machine: string): Promise<void>;
  suspend(machine: string): Promise<void>;
  destroy(machine: string): Promise<void>;
}

/** What a machine is to be when it is made; later boots leave it as it is. */
export interface MachineShape {
  /** The container image that it is made of, where it is made of one. */
  readonly image?: string | undefined;
  readonly vcpus: number;
  readonly memoryMib: number;
}

export interface MachineFile {
  readonly machine: string;
  readonly path: string;
  readonly content: Uint8Array;
}

export interface CommandId {
  /** Id of the instance. */
  readonly machine: string;
  /** Letters, digits, `-`, `_` and `.`; the same one is run once. */
  readonly command: string;
}

export interface CommandOrder extends CommandId {
  readonly shell: 'sh' | 'pwsh';
  readonly script: string;
  /** Absolute, or relative to the machine's home folder; that folder when left out. */
  readonly workingDirectory?: string;
  readonly environment: Readonly<Record<string, string>>;
}

export type CommandState =
  | { readonly state: 'running'; readonly output: CommandOutput }
  | { readonly state: 'exited'; readonly code: number; readonly output: CommandOutput }
  /** Its process is there no more and left no exit code: it was killed, or its machine was. */
  | { readonly state: 'gone'; readonly output: CommandOutput };

/** Files that hold what was printed so far. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that cannot be begun, for a reason its user can do something about. */
export class CommandRefused extends Error {}

/** A machine that cannot be made, for a reason its user can do something about. */
export class MachineRefused extends Error {}
