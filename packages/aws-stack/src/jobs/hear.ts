import type { Parts } from '../parts.ts';
import { commandEnded } from '../steps/command-ended.ts';
import { type ActionEvent, pipelineEvent } from './pipeline-event.ts';
import { releaseLeft } from './release-left.ts';
import { sweep } from './sweep.ts';
import { takeJobs } from './take-jobs.ts';

export type OutsideEvent =
  | ({ readonly 'detail-type': 'CodePipeline Action Execution State Change' } & ActionEvent)
  | {
      readonly 'detail-type': 'EC2 Command Invocation Status-change Notification';
      readonly detail: { readonly 'command-id': string; readonly 'instance-id': string };
    }
  | { readonly 'detail-type': 'Scheduled Event' };

/** What happens outside of a build's state machine: actions begin and end, commands end, and every minute what was missed. */
export async function hear(parts: Parts, event: OutsideEvent): Promise<void> {
  switch (event['detail-type']) {
    case 'CodePipeline Action Execution State Change':
      return await pipelineEvent(parts, event);
    case 'EC2 Command Invocation Status-change Notification':
      return await commandEnded(parts, {
        commandId: event.detail['command-id'],
        instanceId: event.detail['instance-id'],
      });
    default:
      return await lookAround(parts);
  }
}

/** Each on its own: where one is throttled, the others are not kept from their work. */
async function lookAround(parts: Parts): Promise<void> {
  const problems: unknown[] = [];
  for (const look of [takeJobs, sweep, releaseLeft]) await look(parts).catch((error) => problems.push(error));
  if (problems.length > 0) throw new AggregateError(problems, problems.map(String).join('; '));
}
