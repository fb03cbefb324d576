import type { GetActivityTaskCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { sleep } from '../../../platform/clock.ts';
import { activityNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { activityOf } from '../rules/arns.ts';
import { type ActivityTask, findActivity, takeActivityTask } from '../store/activities.ts';
import { lockExecution } from '../store/executions.ts';
import { apply } from '../transition.ts';

/** As on AWS. */
const LONGEST_WAIT_MS = 60_000;
const LOOK_MS = 200;

/** The oldest task that somebody still waits for; its execution hears who took it. */
async function take(parts: Parts, name: string, workerName: string | undefined): Promise<ActivityTask | undefined> {
  return await parts.database.transaction(async (tx) => {
    for (;;) {
      const task = await takeActivityTask(tx, name);
      const found = task && (await lockExecution(tx, task.execution));
      if (!task || !found) return task;
      const { frame, attempt } = task;
      if (found.state.frames[frame]?.attempt !== attempt) continue;
      const worker = workerName === undefined ? {} : { workerName };
      await apply(tx, parts, { ...found, event: { type: 'activity-started', frame, attempt, ...worker } });
      return task;
    }
  });
}

export const getActivityTask = operation<GetActivityTaskCommand, Parts>(
  'GetActivityTask',
  async ({ activityArn, workerName }, parts) => {
    const { database, clock, request } = parts;
    const name = activityOf(activityArn) ?? '';
    if (!(await findActivity(database, name))) throw activityNotFound(activityArn);
    for (const end = clock.now() + LONGEST_WAIT_MS; ; ) {
      const task = await take(parts, name, workerName);
      if (task) return { taskToken: task.token, input: task.input };
      if (clock.now() >= end || request.signal.aborted) return {};
      await sleep(clock, LOOK_MS, request.signal);
    }
  },
);
