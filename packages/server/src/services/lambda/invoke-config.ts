import type { DestinationConfig, FunctionEventInvokeConfig } from '@aws-sdk/client-lambda';
import { notHere } from './errors.ts';
import type { Parts } from './parts.ts';
import { functionArn } from './rules/function-name.ts';
import type { InvokeConfig } from './store/settings.ts';

interface Given {
  readonly MaximumRetryAttempts?: number | undefined;
  readonly MaximumEventAgeInSeconds?: number | undefined;
  readonly DestinationConfig?: DestinationConfig | undefined;
}

/** What a configuration becomes by the members given. */
export function changeInvokeConfig({ clock }: Parts, before: Partial<InvokeConfig>, given: Given): InvokeConfig {
  const { OnFailure, OnSuccess } = given.DestinationConfig ?? {};
  for (const destination of [OnFailure?.Destination, OnSuccess?.Destination])
    if (destination && !/^arn:aws[a-z-]*:(sns|sqs|lambda|events):/.test(destination))
      throw notHere(`A destination other than a topic, a queue, a function or an event bus (${destination})`);
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = given;
  return {
    ...before,
    ...(MaximumRetryAttempts === undefined ? {} : { MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds === undefined ? {} : { MaximumEventAgeInSeconds }),
    ...(DestinationConfig === undefined ? {} : { DestinationConfig }),
    modifiedAt: clock.now(),
  };
}

export function describeInvokeConfig(
  parts: Parts,
  { name, qualifier }: { name: string; qualifier: string },
  { modifiedAt, DestinationConfig, ...config }: InvokeConfig,
): FunctionEventInvokeConfig {
  return {
    FunctionArn: functionArn(parts, name, qualifier),
    LastModified: new Date(modifiedAt),
    DestinationConfig: { OnSuccess: {}, OnFailure: {}, ...DestinationConfig },
    ...config,
  };
}
