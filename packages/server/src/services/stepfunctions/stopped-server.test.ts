import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Lambda } from '@aws-sdk/client-lambda';
import { SFN } from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import { startYard } from '../../testing/start-yard.ts';
import { until } from '../../testing/until.ts';
import { zipOf } from '../../testing/zip-of.ts';

const roleArn = 'arn:aws:iam::123456789012:role/states';

/** The first call of the function takes longer than a test; the server stops at once all the same. */
it.each([
  ['its result', 'arn:aws:states:::lambda:invoke', {}],
  ['its start', 'arn:aws:states:::aws-sdk:lambda:invoke', { InvocationType: 'Event' }],
])('a function at work when the server stops is called again, for one who waits for %s', async (_, Resource, rest) => {
  const yard = await startYard();
  try {
    const file = join(yard.dataFolder, 'calls');
    const calls = async (wanted: string) => (await readFile(file, 'utf8').catch(() => '')) === wanted;
    const text = `import { appendFileSync, readFileSync } from 'node:fs';
      export const handler = async () => {
        appendFileSync('${file}', 'called ');
        if (readFileSync('${file}', 'utf8') === 'called ') await new Promise((done) => setTimeout(done, 50_000));
        appendFileSync('${file}', 'done');
      };`;
    const code = { Runtime: 'nodejs20.x', Code: { ZipFile: zipOf({ 'index.mjs': text }) } } as const;
    const settings = { FunctionName: 'work', Handler: 'index.handler', Role: roleArn, Timeout: 60 };
    await yard.client(Lambda).createFunction({ ...code, ...settings });
    const sfn = yard.client(SFN);
    const Parameters = { FunctionName: 'work', ...rest };
    const definition = JSON.stringify({
      StartAt: 'It',
      States: { It: { Type: 'Task', Resource, Parameters, End: true } },
    });
    const { stateMachineArn } = await sfn.createStateMachine({ name: 'machine', roleArn, definition });
    const { executionArn } = await sfn.startExecution({ stateMachineArn });
    await until(() => calls('called '));
    await yard.restart();
    await until(() => calls('called called done'));
    const ended = await until(async () => {
      const told = await sfn.describeExecution({ executionArn });
      return told.status !== 'RUNNING' && told;
    });
    expect(ended.status).toBe('SUCCEEDED');
    const { events = [] } = await sfn.getExecutionHistory({ executionArn });
    expect(events.filter(({ type }) => type === 'TaskFailed')).toEqual([]);
  } finally {
    await yard.stop();
  }
});
