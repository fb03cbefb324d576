import { type Build, CodeBuild } from '@aws-sdk/client-codebuild';
import { Command } from 'commander';
import { explainAwsError } from '../aws/open-aws.ts';
import { nameOf } from '../codebuild/name-of.ts';
import { defaultDataFolder } from '../environment.ts';
import { rerunInput, sourceVersionOf } from '../run/rerun-build.ts';
import { startBuild } from '../run/run-build.ts';
import { clientSettings, readConnection } from '../server/connection.ts';
import { interruptible } from '../terminal/interruptible.ts';
import { createScreen } from '../terminal/screen.ts';
import { UserError } from '../user-error.ts';

interface RerunOptions {
  readonly data: string;
  readonly debug?: true;
}

/** Builds the same again. */
export function rerunCommand(setStatus: (status: number) => void): Command {
  return new Command('rerun')
    .description(
      'build the same again: the same commit, buildspec, image and variables, whatever the project is by now',
    )
    .argument('<build>', 'id or ARN of a build')
    .option('--debug', 'with a debug session: codebuild-breakpoint pauses it')
    .option('--data <folder>', 'data folder of the Codeyard that is meant', defaultDataFolder())
    .action(async (given: string, options: RerunOptions) => {
      try {
        setStatus(await rerun(nameOf(given), options));
      } catch (error) {
        throw explainAwsError(error);
      }
    });
}

async function rerun(id: string, { data, debug }: RerunOptions): Promise<number> {
  const connection = await readConnection(data);
  const { builds } = await new CodeBuild(clientSettings(connection)).batchGetBuilds({ ids: [id] });
  const [build] = builds ?? [];
  if (!build) throw new UserError(`there is no build ${id}`);
  const screen = createScreen();
  screen.line(screen.paint('dim', `${id} again${described(build)}`));
  const input = { ...rerunInput(build), ...(debug ? { debugSessionEnabled: true } : {}) };
  return await interruptible((signal) => startBuild({ connection, screen, signal }, input, id));
}

function described(build: Build): string {
  const { source, resolvedSourceVersion } = build;
  const version = sourceVersionOf(build);
  const isRepository = !['S3', 'CODEPIPELINE', 'NO_SOURCE'].includes(source?.type ?? '');
  if (isRepository && !resolvedSourceVersion)
    return `, of which no commit was fetched: it takes the newest of ${version ?? 'the default branch'}`;
  return version === undefined ? '' : ` at ${version}`;
}
