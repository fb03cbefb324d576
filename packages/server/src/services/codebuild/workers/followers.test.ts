import { setTimeout as delay } from 'node:timers/promises';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { type BuildLab, buildLab, spec } from '../testing/build-lab.ts';

let yard: Yard;
let lab: BuildLab;
beforeEach(async () => {
  yard = await startYard();
  lab = buildLab(yard);
});
afterEach(() => yard.stop());

const LINES = 3_000;

/**
 * How the published GitHub action that runs builds follows one: the group and the stream are cut out of the ARN, where `null` means
 * "not yet"; it goes on by the forward token, bears no refusal, and stops at the second empty page in a row once there is an end time.
 */
async function followAsTheAction(id: string) {
  const logs = yard.client(CloudWatchLogs);
  const messages: string[] = [];
  const tokens: (string | undefined)[] = [];
  let nextToken: string | undefined;
  let emptyPages = 0;
  for (;;) {
    const build = await lab.get(id);
    const [, place = ''] = build.logs?.cloudWatchLogsArn?.split(':log-group:') ?? [];
    const [logGroupName = 'null', logStreamName = 'null'] = place.split(':log-stream:');
    const isKnown = logGroupName !== 'null' && logStreamName !== 'null';
    const page = isKnown
      ? await logs.getLogEvents({
          logGroupName,
          logStreamName,
          startFromHead: true,
          ...(nextToken ? { nextToken } : {}),
        })
      : undefined;
    const events = page?.events ?? [];
    messages.push(...events.map(({ message = '' }) => message));
    nextToken = page?.nextForwardToken ?? nextToken;
    tokens.push(nextToken);
    emptyPages = events.length === 0 && build.endTime ? emptyPages + 1 : 0;
    if (emptyPages === 2) return { messages, tokens };
    await delay(20);
  }
}

describe('those who follow a build as the published GitHub action does', () => {
  it('get its whole log in order, and an end whose token stands still', async () => {
    const commands = ['echo begun; sleep 0.3', `i=0; while [ $i -lt ${LINES} ]; do echo "line $i"; i=$((i+1)); done`];
    const id = await lab.start(await lab.project(spec({ build: commands })));
    const { messages, tokens } = await followAsTheAction(id);
    const { log } = await lab.finish(id);
    expect(messages.join('')).toBe(log);
    const lines = messages.filter((message) => /^line \d/.test(message));
    expect(lines).toEqual(Array.from({ length: LINES }, (_, index) => `line ${index}\n`));
    expect(tokens.at(-1)).toBeDefined();
    expect(tokens.at(-2)).toBe(tokens.at(-1));
  });

  it('see the end of one that fails before it says anything', async () => {
    const source = { type: 'GITHUB' as const, location: 'http://127.0.0.1:9/none' };
    const id = await lab.start(await lab.project('', { source }));
    const { messages } = await followAsTheAction(id);
    expect(messages.join('')).toBe((await lab.finish(id)).log);
    expect(messages.join('')).toContain('DOWNLOAD_SOURCE State: FAILED');
  });
});
