import type { EventTarget } from './event-target.ts';

/** Starts an execution with the input; one for each delivery, however often it is tried. */
export const stepfunctionsTarget: EventTarget = {
  kind: 'Step Functions state machine',
  takes: ({ service, resource }) => service === 'states' && resource.startsWith('stateMachine:'),
  async deliver({ target, input, token, awsFor, ruleName }) {
    const { stepfunctions } = awsFor(ruleName);
    await stepfunctions.startExecution({ stateMachineArn: target.arn, input, name: token });
  },
};
