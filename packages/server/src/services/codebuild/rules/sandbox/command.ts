/** SUBMITTED waits for its turn. `STOPPED` never ended by itself: its sandbox did. [inferred: IN_PROGRESS and STOPPED] */
export type CommandStatus = 'SUBMITTED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'STOPPED';

/** One command of a sandbox. Times are milliseconds since the epoch. */
export interface Command {
  readonly id: string;
  /** The id of its sandbox's row. */
  readonly sandboxId: string;
  /** Its place among the sandbox's commands, from 1. */
  readonly number: number;
  readonly text: string;
  readonly submittedAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly status: CommandStatus;
  readonly exitStatus?: number;
  /** Secrets masked; no more than `LONGEST_OUTPUT_CHARACTERS` from the end. */
  readonly output?: string;
  readonly errors?: string;
}

interface Printed {
  readonly output: string;
  readonly errors: string;
}

/** What a sandbox's program shows of a command. Reports that come twice or too late change nothing. */
export type CommandEvent =
  | { readonly type: 'started'; readonly at: number }
  | ({ readonly type: 'ended'; readonly at: number; readonly exitStatus: number } & Printed)
  /** The sandbox has ended: nothing of the command runs any more, or ever will. */
  | ({ readonly type: 'sandbox-ended' } & Partial<Printed>);

/** How much of a command's output is answered. [inferred: AWS documents no bound] */
export const LONGEST_OUTPUT_CHARACTERS = 65_536;

export const isOpen = ({ status }: Command): boolean => status === 'SUBMITTED' || status === 'IN_PROGRESS';

/** What a command becomes when `event` happens at `now`. */
export function nextCommand(command: Command, event: CommandEvent, now: number): Command {
  if (!isOpen(command)) return command;
  switch (event.type) {
    case 'started':
      return command.status === 'SUBMITTED' ? begun(command, event.at) : command;
    case 'ended': {
      const started = command.startedAt === undefined ? begun(command, event.at) : command;
      const endedAt = Math.max(event.at, started.startedAt ?? event.at);
      const status = event.exitStatus === 0 ? 'SUCCEEDED' : 'FAILED';
      return { ...started, ...printed(event), endedAt, status, exitStatus: event.exitStatus };
    }
    case 'sandbox-ended':
      return { ...command, ...printed(event), endedAt: Math.max(now, lastInstant(command)), status: 'STOPPED' };
  }
}

const lastInstant = ({ submittedAt, startedAt }: Command) => startedAt ?? submittedAt;

const begun = (command: Command, at: number): Command => ({
  ...command,
  status: 'IN_PROGRESS',
  startedAt: Math.max(at, command.submittedAt),
});

/** The members are absent where nothing was printed, as on AWS. */
function printed({ output = '', errors = '' }: Partial<Printed>): Partial<Printed> {
  const last = (text: string) => text.slice(-LONGEST_OUTPUT_CHARACTERS);
  return { ...(output ? { output: last(output) } : {}), ...(errors ? { errors: last(errors) } : {}) };
}
