import type { EventTarget } from './event-target.ts';

/** Publishes the input as a message. */
export const snsTarget: EventTarget = {
  kind: 'SNS topic',
  takes: ({ service, resource }) => service === 'sns' && !resource.includes(':'),
  async deliver({ target, input, ruleName, awsFor }) {
    await awsFor(ruleName).sns.publish({ TopicArn: target.arn, Message: input });
  },
};
