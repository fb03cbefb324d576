import { Command, CommanderError } from 'commander';
import type { LoadCheck } from './commands/run.ts';
import { UserError } from './user-error.ts';

type SetStatus = (status: number) => void;

/** In the order in which help lists them. Each is loaded when it is wanted: together they load every SDK client, which takes longer than most. */
const COMMANDS: Readonly<Record<string, (setStatus: SetStatus, loadCheck: LoadCheck) => Promise<Command>>> = {
  run: async (setStatus, loadCheck) => (await import('./commands/run.ts')).runCommand(setStatus, loadCheck),
  serve: async () => (await import('./commands/serve.ts')).serveCommand(),
  shell: async (setStatus) => (await import('./commands/shell.ts')).shellCommand(setStatus),
  rerun: async (setStatus) => (await import('./commands/rerun.ts')).rerunCommand(setStatus),
  logs: async () => (await import('./commands/logs.ts')).logsCommand(),
  env: async () => (await import('./commands/env.ts')).envCommand(),
  configure: async () => (await import('./commands/configure.ts')).configureCommand(),
  validate: async (setStatus, loadCheck) =>
    (await import('./commands/validate.ts')).validateCommand(setStatus, loadCheck),
  'build-environments': async () => (await import('./commands/build-environments.ts')).buildEnvironmentsCommand(),
  pools: async () => (await import('./commands/pools.ts')).poolsCommand(),
  instances: async () => (await import('./commands/instances.ts')).instancesCommand(),
};

/** Runs one command; resolves with the exit status. The launcher has the rules of the server, for commands that need no server. */
export async function main(argv: readonly string[], loadCheck: LoadCheck): Promise<number> {
  let status = 0;
  const setStatus = (value: number) => {
    status = value;
  };
  const program = new Command('codeyard')
    .description('AWS CI/CD definitions, really run: on a laptop, on your own servers, on EC2.')
    .version('0.1.0')
    .exitOverride();
  const wanted = Object.hasOwn(COMMANDS, argv[0] ?? '') ? COMMANDS[argv[0] ?? ''] : undefined;
  const loads = wanted ? [wanted] : Object.values(COMMANDS);
  for (const command of await Promise.all(loads.map((load) => load(setStatus, loadCheck)))) program.addCommand(command);
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) command.exitOverride();
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    const text = error instanceof UserError ? error.message : ((error as Error).stack ?? String(error));
    process.stderr.write(`codeyard: ${text}\n`);
    return 1;
  }
}
