import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { makeSourceFolder, prepareWorld, type SourceFolder } from './testing/pipeline-world.ts';
import { type Call, playCase, readCases } from './testing/play-case.ts';
import { findAwsClis, type ServerProcess, startServer } from './testing/server-process.ts';

const run = promisify(execFile);
const cli = await findCli();
const why = cli ? '' : ' (left out: no aws CLI was found that knows pipelines of type V2)';

async function findCli(): Promise<string | undefined> {
  for (const { program } of await findAwsClis()) {
    const known = run(program, ['codepipeline', 'rollback-stage', '--generate-cli-skeleton']);
    if (await known.then(() => true).catch(() => false)) return program;
  }
  return undefined;
}

it.runIf(process.env.CI)('the machine has an aws CLI to play the cases with', ({ expect }) => {
  expect(cli).toBeDefined();
});

describe.skipIf(!cli)(`pipelines, through the aws CLI${why}`, () => {
  let server: ServerProcess;
  let source: SourceFolder;

  beforeAll(async () => {
    source = makeSourceFolder();
    server = await startServer();
    await prepareWorld({ ...server, region: 'us-east-1' }, source);
  });

  afterAll(async () => {
    await server?.stop();
    source?.remove();
  });

  const call: Call = async (operation, input) => {
    const command = operation.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
    const argv = ['codepipeline', command, '--cli-input-json', JSON.stringify(input), '--output', 'json'];
    const options = { env: server.environment, maxBuffer: 16 * 1024 * 1024 };
    try {
      const { stdout } = await run(cli ?? '', ['--endpoint-url', server.endpoint, ...argv], options);
      return stdout ? JSON.parse(stdout) : {};
    } catch (error) {
      const { stderr = '' } = error as { stderr?: string };
      const [, name, message = ''] = /An error occurred \((\w+)\) when calling .*?: (.*)/.exec(stderr) ?? [];
      throw name ? Object.assign(new Error(message), { name }) : error;
    }
  };

  it.each(readCases().filter((told) => told.cli))(
    '$name: $title',
    async (told) => await playCase(told, { call, endpoint: server.endpoint, lookMs: 100, values: {} }),
    90_000,
  );
});
