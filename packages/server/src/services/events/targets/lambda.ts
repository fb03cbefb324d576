import type { EventTarget } from './event-target.ts';

/** Invokes a function with the input, asynchronously: how often it is tried is the function's own matter. */
export const lambdaTarget: EventTarget = {
  kind: 'Lambda function',
  takes: ({ service, resource }) => service === 'lambda' && resource.startsWith('function:'),
  async deliver({ target, input, awsFor, ruleName }) {
    const { lambda } = awsFor(ruleName);
    await lambda.invoke({ FunctionName: target.arn, InvocationType: 'Event', Payload: Buffer.from(input) });
  },
};
