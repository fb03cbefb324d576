import { parseArn } from '../../../platform/arn.ts';
import { mayPass } from '../../../platform/retry-policy.ts';
import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { insertHistory } from '../store/alarms.ts';
import { ACT } from '../work-kinds.ts';

interface QueuedAction {
  readonly alarm: string;
  readonly state: string;
  readonly action: string;
  readonly message: string;
  /** When the alarm changed; an action that is done again leaves one item. */
  readonly at: number;
}

/** Tells topics and functions; what they refuse for good is written into the alarm's history. */
export const actWorker = (parts: Parts): Worker<QueuedAction> => ({
  kind: ACT,
  async handle(queued) {
    const { alarm, action, message, at } = queued;
    const problem = await act(parts, queued).then(
      () => undefined,
      (error: Error) => {
        if (mayPass(error)) throw error;
        return error.message;
      },
    );
    const summary =
      problem === undefined
        ? `Successfully executed action ${action}`
        : `Failed to execute action ${action}. ${problem}`;
    const item = { alarm, at, type: 'Action' as const, summary, data: message };
    await parts.database.transaction((tx) => insertHistory(tx, item, action));
  },
});

async function act({ aws }: Parts, { alarm, state, action, message }: QueuedAction): Promise<void> {
  if (parseArn(action)?.service === 'lambda') {
    const Payload = Buffer.from(message);
    await aws.lambda.invoke({ FunctionName: action, InvocationType: 'Event', Payload });
  } else {
    await aws.sns.publish({ TopicArn: action, Subject: `${state}: "${alarm}"`.slice(0, 100), Message: message });
  }
}
