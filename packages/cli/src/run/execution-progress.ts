import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';

/** One thing that happened since the last look at an execution. */
export type ProgressEvent =
  | { readonly type: 'stage-started'; readonly stage: string }
  | { readonly type: 'action-started'; readonly action: ActionProgress }
  | { readonly type: 'action-ended'; readonly action: ActionProgress };

export interface ActionProgress {
  readonly id: string;
  readonly stage: string;
  readonly name: string;
  readonly provider: string;
  readonly status: string;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly summary?: string;
  readonly externalId?: string;
  readonly errorMessage?: string;
  /** What an approval asks, its variables resolved. */
  readonly question?: string;
}

/** The details of an execution's actions, oldest first. */
export function actionsOf(details: readonly ActionExecutionDetail[]): ActionProgress[] {
  return details.map(actionOf).sort((a, b) => a.startedAt - b.startedAt);
}

function actionOf(detail: ActionExecutionDetail): ActionProgress {
  const result = detail.output?.executionResult;
  const question = detail.input?.resolvedConfiguration?.CustomData;
  return {
    id: detail.actionExecutionId ?? '',
    stage: detail.stageName ?? '',
    name: detail.actionName ?? '',
    provider: detail.input?.actionTypeId?.provider ?? '',
    status: detail.status ?? '',
    startedAt: detail.startTime?.getTime() ?? 0,
    updatedAt: detail.lastUpdateTime?.getTime() ?? 0,
    ...(result?.externalExecutionSummary ? { summary: result.externalExecutionSummary } : {}),
    ...(result?.externalExecutionId ? { externalId: result.externalExecutionId } : {}),
    ...(question ? { question } : {}),
    ...(result?.errorDetails?.message ? { errorMessage: result.errorDetails.message } : {}),
  };
}

/** What changed from one look to the next, in the order it happened. */
export function progressBetween(before: readonly ActionProgress[], after: readonly ActionProgress[]): ProgressEvent[] {
  const known = new Map(before.map((action) => [action.id, action]));
  const stages = new Set(before.map((action) => action.stage));
  const events: (ProgressEvent & { at: number })[] = [];
  for (const action of after) {
    const previous = known.get(action.id);
    if (!stages.has(action.stage)) {
      stages.add(action.stage);
      events.push({ type: 'stage-started', stage: action.stage, at: action.startedAt });
    }
    if (!previous) events.push({ type: 'action-started', action, at: action.startedAt });
    const ended = action.status !== 'InProgress';
    if (ended && previous?.status !== action.status)
      events.push({ type: 'action-ended', action, at: action.updatedAt });
  }
  return events.sort((a, b) => a.at - b.at).map(({ at: _, ...event }) => event as ProgressEvent);
}
