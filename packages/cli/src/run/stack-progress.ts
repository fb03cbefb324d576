import type { StackEvent } from '@aws-sdk/client-cloudformation';

/** What became of one resource, or the turn that a stack took. */
export type StackProgress =
  | {
      readonly type: 'made' | 'updated' | 'deleted' | 'kept' | 'failed';
      readonly id: string;
      readonly resourceType: string;
      readonly tookMs: number;
      /** Why it failed, or what is to be known of it. */
      readonly reason?: string;
    }
  | { readonly type: 'rolls-back' };

const ENDS = {
  CREATE_COMPLETE: 'made',
  UPDATE_COMPLETE: 'updated',
  DELETE_COMPLETE: 'deleted',
  DELETE_SKIPPED: 'kept',
} as const;

/** A new stack that failed is deleted, any other rolled back. */
const BACK = /ROLLBACK_IN_PROGRESS$|^DELETE_IN_PROGRESS$/;

const isOfStack = ({ StackName, LogicalResourceId, ResourceType }: StackEvent) =>
  LogicalResourceId === StackName && ResourceType === 'AWS::CloudFormation::Stack';

/** What the events from `from` on tell; all of them are given, oldest first, so that it is known when a change began. */
export function stackProgress(events: readonly StackEvent[], from: number): StackProgress[] {
  return events.slice(from).flatMap((event, index): StackProgress[] => {
    const { ResourceStatus: status = '', LogicalResourceId: id = '', ResourceType: resourceType = '' } = event;
    if (isOfStack(event)) return BACK.test(status) ? [{ type: 'rolls-back' }] : [];
    const type = /_FAILED$/.test(status) ? 'failed' : ENDS[status as keyof typeof ENDS];
    if (!type) return [];
    const begun = events.slice(0, from + index).findLast((one) => one.LogicalResourceId === id && isInProgress(one));
    const tookMs = (event.Timestamp?.getTime() ?? 0) - (begun?.Timestamp?.getTime() ?? event.Timestamp?.getTime() ?? 0);
    const reason = event.ResourceStatusReason;
    return [{ type, id, resourceType, tookMs, ...(reason ? { reason } : {}) }];
  });
}

const isInProgress = ({ ResourceStatus }: StackEvent) => ResourceStatus?.endsWith('_IN_PROGRESS') === true;

/** Ids of the resources that something is being done to. */
export function busyResources(events: readonly StackEvent[]): string[] {
  const last = new Map(events.map((event) => [event.LogicalResourceId ?? '', event]));
  return [...last.values()].flatMap((event) =>
    isInProgress(event) && !isOfStack(event) ? [event.LogicalResourceId ?? ''] : [],
  );
}

/** The resource that a stack failed for; others were only cancelled because of it. */
export const firstFailure = (events: readonly StackEvent[]): StackEvent | undefined =>
  events.find((event) => !isOfStack(event) && event.ResourceStatus?.endsWith('_FAILED')) ??
  events.findLast((event) => isOfStack(event) && event.ResourceStatusReason !== undefined);
