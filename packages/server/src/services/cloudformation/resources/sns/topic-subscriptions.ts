import type { SubscribeCommandInput } from '@aws-sdk/client-sns';
import { asObject, type JsonObject } from '@codeyard/engine/template/parse-template';
import { listOf } from '../property-values.ts';
import type { ResourceCall, UpdateCall } from '../resource-type.ts';

interface Subscription {
  readonly Protocol?: string | undefined;
  readonly Endpoint?: string | undefined;
}

const subscriptionsOf = ({ Subscription: list }: JsonObject): Subscription[] =>
  listOf(list).map((item) => asObject(item));

/** Subscribes what a topic's properties name; who is subscribed stays so. */
export async function subscribeAll({ aws, fit, properties }: ResourceCall, TopicArn: string): Promise<void> {
  for (const subscription of subscriptionsOf(properties)) {
    const value = { TopicArn, ...subscription } as JsonObject;
    await aws.sns.subscribe(fit<SubscribeCommandInput>('sns', 'Subscribe', value));
  }
}

export async function resubscribe(call: UpdateCall): Promise<void> {
  const { aws, physicalId: TopicArn, previous, properties } = call;
  const wanted = subscriptionsOf(properties);
  const isSame = (one: Subscription) => (other: Subscription) =>
    one.Protocol === other.Protocol && one.Endpoint === other.Endpoint;
  const gone = subscriptionsOf(previous).filter((was) => !wanted.some(isSame(was)));
  let NextToken: string | undefined;
  do {
    const page = await aws.sns.listSubscriptionsByTopic({ TopicArn, ...(NextToken ? { NextToken } : {}) });
    for (const present of page.Subscriptions ?? [])
      if (gone.some(isSame(present)) && present.SubscriptionArn?.startsWith('arn:'))
        await aws.sns.unsubscribe({ SubscriptionArn: present.SubscriptionArn });
    NextToken = page.NextToken;
  } while (NextToken);
  await subscribeAll(call, TopicArn);
}
