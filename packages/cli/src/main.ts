import type { DefinitionCheck } from '@codeyard/engine/template/template-question';
import { Command, CommanderError } from 'commander';
import { buildEnvironmentsCommand } from './commands/build-environments.ts';
import { configureCommand } from './commands/configure.ts';
import { envCommand } from './commands/env.ts';
import { instancesCommand } from './commands/instances.ts';
import { logsCommand } from './commands/logs.ts';
import { poolsCommand } from './commands/pools.ts';
import { rerunCommand } from './commands/rerun.ts';
import { runCommand } from './commands/run.ts';
import { serveCommand } from './commands/serve.ts';
import { shellCommand } from './commands/shell.ts';
import { validateCommand } from './commands/validate.ts';
import { UserError } from './user-error.ts';

/** Runs one command; resolves with the exit status. The launcher has the rules of the server, for commands that need no server. */
export async function main(argv: readonly string[], loadCheck: () => Promise<DefinitionCheck>): Promise<number> {
  let status = 0;
  const setStatus = (value: number) => {
    status = value;
  };
  const program = new Command('codeyard')
    .description('AWS CI/CD definitions, really run: on a laptop, on your own servers, on EC2.')
    .version('0.1.0')
    .exitOverride()
    .addCommand(runCommand(setStatus, loadCheck))
    .addCommand(serveCommand())
    .addCommand(shellCommand(setStatus))
    .addCommand(rerunCommand(setStatus))
    .addCommand(logsCommand())
    .addCommand(envCommand())
    .addCommand(configureCommand())
    .addCommand(validateCommand(setStatus, loadCheck))
    .addCommand(buildEnvironmentsCommand())
    .addCommand(poolsCommand())
    .addCommand(instancesCommand());
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
