import type { Parts } from '../parts.ts';
import { cancelBuild } from './cancel-build.ts';
import { takeJobs } from './take-jobs.ts';

/** What EventBridge tells of an action of our type. */
export interface ActionEvent {
  readonly detail: {
    readonly state: 'STARTED' | 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'ABANDONED';
    readonly 'action-execution-id'?: string;
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ABANDONED: 'The action was abandoned: its pipeline execution was stopped.',
  CANCELED: 'The action was cancelled: its pipeline was changed.',
  FAILED: 'The action has failed already.',
};

/** An action has begun: its job is there. It is over, otherwise than by our report: its build is not wanted any more. */
export async function pipelineEvent(parts: Parts, { detail }: ActionEvent): Promise<void> {
  if (detail.state === 'STARTED') {
    await takeJobs(parts);
    return;
  }
  const [reason, id] = [REASONS[detail.state], detail['action-execution-id']];
  const build = reason !== undefined && id !== undefined ? await parts.builds.findByAction(id) : undefined;
  if (build && reason !== undefined) await cancelBuild(parts, build.id, reason);
}
