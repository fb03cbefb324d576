import type { Json, JsonObject } from './json.ts';

/** A definition that has been checked; members as they were written. */
export interface StateMachine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly QueryLanguage?: QueryLanguage;
  readonly TimeoutSeconds?: number;
  readonly Comment?: string;
}

export type QueryLanguage = 'JSONPath' | 'JSONata';

export interface State {
  readonly Type: 'Task' | 'Pass' | 'Wait' | 'Choice' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';
  readonly Next?: string;
  readonly End?: boolean;
  readonly QueryLanguage?: QueryLanguage;
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly ResultPath?: string | null;
  readonly Parameters?: Json;
  readonly ResultSelector?: Json;
  readonly Result?: Json;
  readonly Arguments?: Json;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Resource?: string;
  readonly TimeoutSeconds?: Json;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: Json;
  readonly HeartbeatSecondsPath?: string;
  readonly Seconds?: Json;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
  readonly Branches?: readonly StateMachine[];
  readonly Iterator?: StateMachine;
  readonly ItemProcessor?: StateMachine & { readonly ProcessorConfig?: { readonly Mode?: string } };
  readonly ItemsPath?: string;
  readonly Items?: Json;
  readonly ItemSelector?: Json;
  readonly MaxConcurrency?: Json;
  readonly MaxConcurrencyPath?: string;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'NONE' | 'FULL';
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
}

export type ChoiceRule = JsonObject & {
  readonly Next?: string;
  readonly Condition?: string;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
};

/** What a Map state runs for every item. */
export const processorOf = (state: State): StateMachine | undefined => state.ItemProcessor ?? state.Iterator;

/** What a Task state calls, read from its Resource. */
export type TaskResource =
  | { readonly kind: 'lambda'; readonly arn: string }
  | { readonly kind: 'activity'; readonly arn: string }
  | {
      readonly kind: 'service';
      /** Such as `lambda`, or `codebuild` of `aws-sdk:codebuild`. */
      readonly service: string;
      /** Such as `invoke`. */
      readonly action: string;
      readonly pattern: 'request' | 'sync' | 'sync:2' | 'waitForTaskToken';
      /** Whether it is one of `aws-sdk`, which stand for every operation. */
      readonly sdk: boolean;
    };

export function readResource(resource: string): TaskResource | undefined {
  const parts = resource.split(':');
  if (parts[0] !== 'arn') return undefined;
  if (parts[2] === 'lambda' && parts[5] === 'function') return { kind: 'lambda', arn: resource };
  if (parts[2] !== 'states') return undefined;
  if (parts[5] === 'activity') return { kind: 'activity', arn: resource };
  const sdk = parts[5] === 'aws-sdk';
  const [service, call = ''] = sdk ? parts.slice(6) : parts.slice(5);
  const rest = parts.slice(sdk ? 8 : 7).join(':');
  const [, action = '', pattern = 'request'] =
    /^([A-Za-z0-9]+)(?:\.(\S+))?$/.exec(rest ? `${call}:${rest}` : call) ?? [];
  if (!service || !action || !['request', 'sync', 'sync:2', 'waitForTaskToken'].includes(pattern)) return undefined;
  return { kind: 'service', service, action, pattern: pattern as 'request', sdk };
}
