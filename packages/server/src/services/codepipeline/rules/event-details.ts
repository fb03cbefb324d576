import type { ActionTypeId } from '@aws-sdk/client-codepipeline';
import type { ActionExecution, NamedArtifact } from '../store/actions.ts';
import type { Effect } from './engine/engine-event.ts';

/** Events spell states in capitals and, unlike the API, CANCELED with one L. */
const STATES: Readonly<Record<string, string>> = { InProgress: 'STARTED', Cancelled: 'CANCELED' };
const spell = (status: string, resumed: boolean | undefined) =>
  resumed ? 'RESUMED' : (STATES[status] ?? status.toUpperCase());

export interface EventFacts {
  readonly pipeline: string;
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly attempt: number;
}

function common({ pipeline, version, startedAt, attempt }: EventFacts, executionId: string) {
  return {
    pipeline,
    'execution-id': executionId,
    'start-time': new Date(startedAt).toISOString(),
    version,
    'pipeline-execution-attempt': attempt,
  };
}

export function executionDetail(
  facts: EventFacts & {
    trigger: { type: string; detail: string; facts?: Readonly<Record<string, string>> };
    stopReason?: string;
  },
  effect: Extract<Effect, { type: 'execution' }>,
) {
  return {
    ...common(facts, effect.executionId),
    'execution-trigger': facts.trigger.facts ?? {
      'trigger-type': facts.trigger.type,
      'trigger-detail': facts.trigger.detail,
    },
    state: spell(effect.status, effect.resumed && facts.attempt > 1),
    ...(facts.stopReason ? { 'stop-execution-comments': facts.stopReason } : {}),
  };
}

export function stageDetail(facts: EventFacts & { retriedAt?: number }, effect: Extract<Effect, { type: 'stage' }>) {
  const { retriedAt } = facts;
  return {
    ...common(facts, effect.executionId),
    stage: effect.stage,
    state: spell(effect.status, effect.resumed),
    ...(retriedAt === undefined ? {} : { 'stage-last-retry-attempt-time': new Date(retriedAt).toISOString() }),
  };
}

export function actionDetail(
  facts: EventFacts & { region: string; type: ActionTypeId | undefined },
  action: ActionExecution,
) {
  const { document } = action;
  const artifacts = (list: readonly NamedArtifact[]) =>
    list.map(({ name, bucket, key }) => ({ name, s3location: { bucket, key } }));
  const result = {
    ...(document.externalUrl ? { 'external-execution-url': document.externalUrl } : {}),
    ...(document.summary ? { 'external-execution-summary': document.summary } : {}),
    ...(document.externalId ? { 'external-execution-id': document.externalId } : {}),
    ...(document.error ? { 'error-code': document.error.code } : {}),
  };
  return {
    ...common(facts, action.executionId),
    stage: action.stage,
    action: action.action,
    'action-execution-id': action.id,
    state: spell(action.status, false),
    region: facts.region,
    type: {
      owner: facts.type?.owner,
      category: facts.type?.category,
      provider: facts.type?.provider,
      version: facts.type?.version,
    },
    'input-artifacts': artifacts(document.inputs),
    'output-artifacts': artifacts(document.outputs),
    ...(Object.keys(result).length > 0 ? { 'execution-result': result } : {}),
  };
}
