import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { compose } from './compose.ts';
import { type Config, ConfigError, readConfig, settingsHelp } from './config.ts';
import { type DataFolder, openDataFolder } from './data-folder/data-folder.ts';
import { createExecutors, createMachines } from './executors.ts';
import { createContainerGate } from './gateway/container-gate.ts';
import { createHttpServer, takeUpgrades } from './gateway/http-server.ts';
import { systemClock } from './platform/clock.ts';
import { randomIds } from './platform/ids.ts';
import { createLogger } from './platform/logger.ts';
import { DEFAULT_DATA_FOLDER } from './settings.ts';
import { createSources } from './sources.ts';

const USAGE = `Usage: codeyard serve [settings]

Serves the AWS API (CodePipeline, CodeBuild, S3, CloudWatch Logs and what they need) and runs the work.
Every setting may also be given as CODEYARD_<SETTING>.

${settingsHelp()}
`;

/** Runs the server until it is told to stop; resolves with the exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    return await serve(readConfig(argv));
  } catch (error) {
    process.stderr.write(`codeyard: ${explain(error)}\n`);
    return 1;
  }
}

async function serve(config: Config): Promise<number> {
  const data = await openDataFolder(config.dataFolder, randomIds);
  await refuseSecondServer(data);
  const server = createHttpServer();
  let port = 0;
  // What still ends after the server was closed knows it, too.
  const endpoint = () => endpointOf(config, port);
  const gate = createContainerGate({
    listener: (request, response) => codeyard.listener(request, response),
    ...{ host: config.host, port: () => port },
  });
  const codeyard = compose({
    config,
    data,
    clock: systemClock,
    ids: randomIds,
    logger: createLogger(config.logLevel),
    executors: createExecutors(config, gate.open),
    machines: createMachines(config, data.machines),
    sources: createSources(config.sources),
    endpoint,
  });
  server.on('request', codeyard.listener);
  takeUpgrades(server, codeyard.upgrades);
  server.listen(config.port, config.host);
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  await codeyard.start();
  await data.announce({ endpoint: endpoint(), region: config.region, account: config.account, pid: process.pid });
  process.stdout.write(greeting(config, endpoint()));
  await stopRequest(config);
  // First of all the functions end: what they call is about to be gone, which is no failure of theirs.
  const stopped = codeyard.stop();
  gate.close();
  server.closeAllConnections();
  server.close();
  await stopped;
  return 0;
}

function endpointOf(config: Config, port: number): string {
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function greeting(config: Config, endpoint: string): string {
  const open = ['127.0.0.1', '::1', 'localhost'].includes(config.host)
    ? ''
    : `\n  Open to other machines: listening on ${config.host}. Requests must be signed, but are not encrypted.\n`;
  const dataFlag = config.dataFolder === DEFAULT_DATA_FOLDER ? '' : ` --data ${config.dataFolder}`;
  return `Codeyard serves the AWS API at ${endpoint} (${config.region}, account ${config.account})
${open}
  data      ${config.dataFolder}
  builds    run by the ${config.executor} executor
  aws CLI   eval "$(codeyard env${dataFlag})"      then: aws codepipeline list-pipelines
  profile   codeyard configure${dataFlag}        then: aws --profile codeyard s3 ls

Ctrl-C stops it; running builds go on and are taken up again at the next start.
`;
}

/** Two servers on one data folder would do every piece of work twice. */
async function refuseSecondServer(data: DataFolder): Promise<void> {
  const other = await data.findRunningServer();
  if (other) {
    throw new ConfigError(
      `a server (process ${other.pid}) already uses ${data.root} at ${other.endpoint}; stop it or give --data another folder`,
    );
  }
}

async function stopRequest(config: Config): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  const requests = [once(process, 'SIGINT', { signal }), once(process, 'SIGTERM', { signal })];
  if (config.stopWithStdin) requests.push(once(process.stdin.resume(), 'close', { signal }));
  await Promise.race(requests.map((request) => request.catch(() => undefined)));
  stop.abort();
}

function explain(error: unknown): string {
  const { code, message, port } = error as { code?: string; message?: string; port?: number };
  if (code === 'EADDRINUSE') return `port ${port} is taken; choose another with --port, or --port 0 for any free one`;
  return error instanceof ConfigError || code ? String(message) : String((error as Error).stack ?? error);
}
