import { CodeBuild } from '@aws-sdk/client-codebuild';
import { Command } from 'commander';
import { explainAwsError } from '../aws/open-aws.ts';
import { defaultDataFolder, terminalName } from '../environment.ts';
import { type Connection, clientSettings, readConnection } from '../server/connection.ts';
import { attachTerminal, windowOf } from '../shell/attach-terminal.ts';
import { connectTerminal } from '../shell/connect-terminal.ts';
import { findShellTarget } from '../shell/find-shell-target.ts';
import { openSandbox } from '../shell/open-sandbox.ts';
import { createScreen, type Screen } from '../terminal/screen.ts';

interface ShellOptions {
  readonly data: string;
  readonly keep?: true;
}

/** A terminal where builds run. */
export function shellCommand(setStatus: (status: number) => void): Command {
  return new Command('shell')
    .description('a terminal in a sandbox of a project, or in a build that codebuild-breakpoint has paused')
    .argument('<project|build|sandbox>', 'name of a project, id of a build or a sandbox, or an ARN')
    .option('--keep', 'leave the sandbox of a project running at the end')
    .option('--data <folder>', 'data folder of the Codeyard that is meant', defaultDataFolder())
    .action(async (target: string, options: ShellOptions) => {
      try {
        setStatus(await openShell(target, options));
      } catch (error) {
        throw explainAwsError(error);
      }
    });
}

async function openShell(given: string, { data, keep }: ShellOptions): Promise<number> {
  const connection = await readConnection(data);
  const codebuild = new CodeBuild(clientSettings(connection));
  // What a shell prints may be piped on; what we say may not be among it.
  const screen = createScreen(process.stderr);
  const target = await findShellTarget(codebuild, given);
  if (target.kind !== 'project') return await enter(connection, target.id, screen);
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt);
  const id = await openSandbox(codebuild, target.name, { screen, signal: interrupt.signal }).finally(() =>
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt),
  );
  try {
    return await enter(connection, id, screen);
  } finally {
    await leave(codebuild, id, {
      screen,
      keep: keep === true,
      flags: data === defaultDataFolder() ? '' : ` --data ${data}`,
    });
  }
}

async function enter(connection: Connection, id: string, screen: Screen): Promise<number> {
  const window = windowOf(process.stdin, process.stdout, terminalName());
  const terminal = await connectTerminal(connection, id, window);
  return await attachTerminal(terminal, screen);
}

async function leave(
  codebuild: CodeBuild,
  id: string,
  { screen, keep, flags }: { readonly screen: Screen; readonly keep: boolean; readonly flags: string },
): Promise<void> {
  if (keep) {
    screen.line(screen.paint('dim', `the sandbox runs on. Enter it again: codeyard shell ${id}${flags}`));
    screen.line(screen.paint('dim', `Stop it: aws codebuild stop-sandbox --id ${id}`));
    return;
  }
  await codebuild.stopSandbox({ id });
  screen.line(screen.paint('dim', 'the sandbox is stopped'));
}
