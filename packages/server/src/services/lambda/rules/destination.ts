/** An event that was invoked for and its end, as destinations are told of it. */
export interface InvocationRecord {
  readonly requestId: string;
  readonly functionArn: string;
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
  readonly attempts: number;
  readonly executedVersion: string;
  readonly request: string;
  readonly response: string;
  readonly failed: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
export function describeInvocation(record: InvocationRecord): object {
  return {
    version: '1.0',
    timestamp: new Date(record.now).toISOString(),
    requestContext: {
      requestId: record.requestId,
      functionArn: record.functionArn,
      condition: record.condition,
      approximateInvokeCount: record.attempts,
    },
    requestPayload: readJson(record.request),
    responseContext: {
      statusCode: 200,
      executedVersion: record.executedVersion,
      ...(record.failed ? { functionError: 'Unhandled' } : {}),
    },
    responsePayload: readJson(record.response),
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
