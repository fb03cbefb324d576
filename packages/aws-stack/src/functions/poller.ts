import { type ActionEvent, pipelineEvent } from '../jobs/pipeline-event.ts';
import { sweep } from '../jobs/sweep.ts';
import { takeJobs } from '../jobs/take-jobs.ts';
import { commandEnded } from '../steps/command-ended.ts';
import { openParts } from './open-parts.ts';

type PollerEvent =
  | ({ readonly 'detail-type': 'CodePipeline Action Execution State Change' } & ActionEvent)
  | {
      readonly 'detail-type': 'EC2 Command Invocation Status-change Notification';
      readonly detail: { readonly 'command-id': string; readonly 'instance-id': string };
    }
  | { readonly 'detail-type': 'Scheduled Event' };

/** What happens outside of a build's state machine: actions begin and end, commands end, and every minute what was missed. */
export async function handler(event: PollerEvent): Promise<void> {
  const parts = openParts();
  switch (event['detail-type']) {
    case 'CodePipeline Action Execution State Change':
      return await pipelineEvent(parts, event);
    case 'EC2 Command Invocation Status-change Notification':
      return await commandEnded(parts, {
        commandId: event.detail['command-id'],
        instanceId: event.detail['instance-id'],
      });
    default:
      await takeJobs(parts);
      await sweep(parts);
  }
}
