import { readFile } from 'node:fs/promises';
import type { GetConsoleOutputCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { visibleInstances } from '../existing-instances.ts';
import type { Parts } from '../parts.ts';
import { USER_DATA_COMMAND } from '../workers/settle-instance.ts';

const MOST_BYTES = 65_536;

/** What the instance's user data printed. */
export const getConsoleOutput = operation<GetConsoleOutputCommand, Parts>(
  'GetConsoleOutput',
  async ({ InstanceId }, parts) => {
    const [instance] = await visibleInstances(parts.database, parts, [InstanceId]);
    const { output } = await parts.machines.observe({ machine: InstanceId, command: USER_DATA_COMMAND });
    const texts = await Promise.all(
      [output.stdout, output.stderr].map((file) => readFile(file).catch(() => Buffer.of())),
    );
    return {
      InstanceId,
      Timestamp: new Date(instance?.stateSince ?? parts.clock.now()),
      Output: Buffer.concat(texts).subarray(-MOST_BYTES).toString('base64'),
    };
  },
);
