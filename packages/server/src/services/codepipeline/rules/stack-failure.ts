import type { StackEvent } from '@aws-sdk/client-cloudformation';

/** Resources that were only given up because another one had failed. */
const GIVEN_UP = /^Resource (creation|update) cancelled/i;

const NO_REASON = 'No reason was provided.';

/** The first resource of these events (newest first) that failed by itself. */
export function firstFailure(events: readonly StackEvent[]): StackEvent | undefined {
  return events.findLast(
    ({ ResourceStatus, ResourceStatusReason, PhysicalResourceId, StackId }) =>
      /^[A-Z]+_FAILED$/.test(ResourceStatus ?? '') &&
      PhysicalResourceId !== StackId &&
      !GIVEN_UP.test(ResourceStatusReason ?? ''),
  );
}

/** A stack that did not come to where an action wanted it. */
export interface StackFailure {
  /** As in `Failed to …`. */
  readonly work: string;
  readonly status: string;
  readonly reason: string | undefined;
}

/**
 * What a failed action says. `Failed to execute change set. Current stack status: … Reason: …` are AWS's words; the reason is
 * that of the first resource that failed, as AWS documents it:
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
 */
export function failureText({ work, status, reason }: StackFailure, failure: StackEvent | undefined): string {
  const { LogicalResourceId, ResourceType, ResourceStatus, ResourceStatusReason } = failure ?? {};
  const why = failure
    ? `${LogicalResourceId} (${ResourceType}) ${ResourceStatus}: ${ResourceStatusReason ?? NO_REASON}`
    : reason || NO_REASON;
  return `Failed to ${work}. Current stack status: ${status}. Reason: ${why}`;
}

/** An error of a call to CloudFormation, ours or Amazon's. */
interface CallError {
  readonly name: string;
  readonly message: string;
  readonly status?: number;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

const REFUSALS =
  /^(ValidationError|(AlreadyExists|InsufficientCapabilities|ChangeSetNotFound|InvalidChangeSetStatus|LimitExceeded|TokenAlreadyExists)(Exception)?)$/;
const DENIALS = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/;
/** Clients know these by other names than the service. */
const WIRE_CODES = /^(ChangeSetNotFound|InvalidChangeSetStatus)Exception$/;

export const isDenial = ({ name }: CallError): boolean => DENIALS.test(name);
/** Whether CloudFormation does not like a request; what else goes wrong is tried again. */
export const isRefusal = (error: CallError): boolean => REFUSALS.test(error.name) || isDenial(error);

/** AWS's words: https://github.com/aws/serverless-application-model/issues/52 */
export function refusalText({ name, message, status, $metadata }: CallError): string {
  const facts = [
    'Service: AmazonCloudFormation',
    `Status Code: ${$metadata?.httpStatusCode ?? status ?? 400}`,
    `Error Code: ${name.replace(WIRE_CODES, '$1')}`,
    ...($metadata?.requestId ? [`Request ID: ${$metadata.requestId}`] : []),
  ];
  return `${message} (${facts.join('; ')})`;
}
