import type { Parts } from '../parts.ts';
import type { Command, Invocation, StepResult } from '../rules/command.ts';

/** One step of a command on one instance, with its inputs filled in. */
export interface StepRun {
  readonly parts: Parts;
  readonly command: Command;
  readonly invocation: Invocation;
  readonly index: number;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** When it began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Aborts when the server stops: the step is taken up again by the next one. */
  readonly signal: AbortSignal;
}

/** How a step ended; undefined when it did not, because the server stops. */
export type StepEnd =
  | (Pick<StepResult, 'status' | 'code'> & Partial<Pick<StepResult, 'stdout' | 'stderr'>>)
  | undefined;

/** What a document's step can do: a plugin is one file, and a line in `all-plugins.ts`. */
export type RunPlugin = (run: StepRun) => Promise<StepEnd>;
