import { Command } from 'commander';

/** Filled in once the engine's buildspec parser is there. */
export function validateCommand(_setStatus: (status: number) => void): Command {
  return new Command('validate');
}
