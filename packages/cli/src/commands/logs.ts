import { once } from 'node:events';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { Command } from 'commander';
import { explainAwsError } from '../aws/open-aws.ts';
import { defaultDataFolder } from '../environment.ts';
import { findLogTarget } from '../logs/find-log-target.ts';
import { showLog } from '../logs/show-log.ts';
import { clientSettings, readConnection } from '../server/connection.ts';
import { readSince } from './read-since.ts';

interface LogsOptions {
  readonly data: string;
  readonly follow?: true;
  readonly since?: string;
}

/** Of a group with many streams one rarely wants everything. */
const SINCE_OF_GROUPS = '10m';

/** The log of a build, or what a log group holds. */
export function logsCommand(): Command {
  return new Command('logs')
    .description('the log of a build or a sandbox, or of a log group: all its streams of the last 10 minutes, or one')
    .argument('<build|group[:stream]>', 'id or ARN of a build or a sandbox, or name of a log group')
    .option('-f, --follow', 'go on with what comes: of a build until it ends')
    .option('--since <time>', 'not what is older: 90m, 12h, 7d, or a date')
    .option('--data <folder>', 'data folder of the Codeyard that is meant', defaultDataFolder())
    .action(async (target: string, options: LogsOptions) => {
      try {
        await show(target, options);
      } catch (error) {
        throw explainAwsError(error);
      }
    });
}

async function show(given: string, { data, follow, since }: LogsOptions): Promise<void> {
  const settings = clientSettings(await readConnection(data));
  const clients = { codebuild: new CodeBuild(settings), logs: new CloudWatchLogs(settings) };
  const target = await findLogTarget(clients, given);
  const from = since ?? (target.kind === 'group' ? SINCE_OF_GROUPS : undefined);
  // Whoever reads may have enough: `codeyard logs … | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  await showLog(
    {
      logs: clients.logs,
      since: from === undefined ? undefined : readSince(from, Date.now()),
      follows: follow === true,
      async write(text) {
        if (!process.stdout.write(text)) await once(process.stdout, 'drain');
      },
    },
    target,
  );
}
