import { afterAll, beforeAll, describe, it } from 'vitest';
import { callBySdk, makeSourceFolder, prepareWorld, type SourceFolder } from './testing/pipeline-world.ts';
import { playCase, readCases, WEBHOOK_SECRET } from './testing/play-case.ts';
import { type ServerProcess, startServer } from './testing/server-process.ts';

let server: ServerProcess;
let source: SourceFolder;

beforeAll(async () => {
  source = makeSourceFolder();
  server = await startServer(['--source', `acme/app=${source.folder}`, '--webhook-secret', WEBHOOK_SECRET]);
  await prepareWorld({ ...server, region: 'us-east-1' }, source);
});

afterAll(async () => {
  await server?.stop();
  source?.remove();
});

describe('pipelines, on a server that is killed before every step', () => {
  it.each(readCases())(
    '$name: $title',
    async (told) =>
      await playCase(told, {
        call: callBySdk({ ...server, region: 'us-east-1' }),
        endpoint: server.endpoint,
        lookMs: 10,
        values: { commit: source.commit },
        interrupt: async () => {
          await server.kill();
          await server.start();
        },
      }),
    90_000,
  );
});
