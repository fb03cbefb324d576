import { parseArn } from '../../../platform/arn.ts';
import { findDeliveryPolicyProblem } from './delivery-policy.ts';
import { type FilterScope, findFilterProblem } from './filter-policy.ts';

/** Protocols AWS has; those that are not delivered here are refused by name. */
const PROTOCOLS = ['http', 'https', 'email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose'] as const;

export const isProtocol = (protocol: string): boolean => PROTOCOLS.some((known) => known === protocol);
export const isDelivered = (protocol: string): boolean => ['http', 'https', 'lambda', 'sqs'].includes(protocol);
/** Protocols whose endpoints are services of ours, which need not confirm. */
export const isService = (protocol: string): boolean => protocol === 'lambda' || protocol === 'sqs';

/** What is wrong with an endpoint, in AWS's words without their beginning. */
export function findEndpointProblem(protocol: string, endpoint: string | undefined): string | undefined {
  if (!endpoint) return 'Endpoint';
  if (isService(protocol)) {
    return parseArn(endpoint)?.service === protocol
      ? undefined
      : `Endpoint Reason: ${protocol === 'sqs' ? 'SQS' : 'Lambda'} endpoint ARN`;
  }
  if (!URL.canParse(endpoint)) return 'Endpoint Reason: please specify a valid URL';
  return new URL(endpoint).protocol === `${protocol}:` ? undefined : 'Endpoint must match the specified protocol';
}

const BOOLEAN = /^(?:true|false)$/i;
const SCOPES: readonly string[] = ['MessageAttributes', 'MessageBody'];

/** What is wrong with a subscription's attributes taken together. */
export function findSubscriptionProblem(attributes: Readonly<Record<string, string>>): string | undefined {
  const { FilterPolicy, FilterPolicyScope, RawMessageDelivery, DeliveryPolicy } = attributes;
  if (FilterPolicyScope !== undefined && !SCOPES.includes(FilterPolicyScope)) {
    return 'FilterPolicyScope: Invalid value. Must be one of MessageAttributes or MessageBody';
  }
  if (RawMessageDelivery !== undefined && !BOOLEAN.test(RawMessageDelivery)) {
    return `RawMessageDelivery: Invalid value [${RawMessageDelivery}]. Must be true or false.`;
  }
  if (DeliveryPolicy) {
    const problem = findDeliveryPolicyProblem(DeliveryPolicy);
    if (problem) return problem;
  }
  return FilterPolicy ? findFilterProblem(FilterPolicy, scopeOf(attributes)) : undefined;
}

export const scopeOf = (attributes: Readonly<Record<string, string>>): FilterScope =>
  attributes.FilterPolicyScope === 'MessageBody' ? 'MessageBody' : 'MessageAttributes';

export const isRaw = (attributes: Readonly<Record<string, string>>): boolean =>
  attributes.RawMessageDelivery?.toLowerCase() === 'true';

export const SETTABLE: ReadonlySet<string> = new Set([
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
]);

/** Attributes of AWS whose work nothing here would do. */
export const NOT_HERE: ReadonlySet<string> = new Set(['RedrivePolicy', 'ReplayPolicy', 'SubscriptionRoleArn']);
