import { afterAll, beforeAll, describe, it } from 'vitest';
import { startYard, type Yard } from '../packages/server/src/testing/start-yard.ts';
import { callBySdk, makeSourceFolder, prepareWorld, type SourceFolder } from './testing/pipeline-world.ts';
import { playCase, readCases, WEBHOOK_SECRET } from './testing/play-case.ts';

let yard: Yard;
let source: SourceFolder;

beforeAll(async () => {
  source = makeSourceFolder();
  yard = await startYard({ config: { sources: [`acme/app=${source.folder}`], webhookSecret: WEBHOOK_SECRET } });
  await prepareWorld(yard, source);
});

afterAll(async () => {
  await yard?.stop();
  source?.remove();
});

describe('pipelines, through the SDK', () => {
  it.each(readCases())('$name: $title', async (told) => {
    await playCase(told, {
      call: callBySdk(yard),
      endpoint: yard.endpoint,
      lookMs: 10,
      values: { commit: source.commit },
    });
  });
});
