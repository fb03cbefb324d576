import type { SetSubscriptionAttributesCommand } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { invalidParameter, notHere } from '../errors.ts';
import { changeSubscription, subscriptionIdOf } from '../existing-subscription.ts';
import type { Parts } from '../parts.ts';
import { findSubscriptionProblem, NOT_HERE, SETTABLE } from '../rules/subscription.ts';
import { saveSubscription } from '../store/subscriptions.ts';

/** An empty value takes an attribute away. */
export const setSubscriptionAttributes = operation<SetSubscriptionAttributesCommand, Parts>(
  'SetSubscriptionAttributes',
  async (input, parts) => {
    const { AttributeName: name, AttributeValue: value = '' } = input;
    if (NOT_HERE.has(name)) throw notHere(`The subscription attribute ${name}`);
    if (!SETTABLE.has(name)) throw invalidParameter('AttributeName');
    await changeSubscription(parts, subscriptionIdOf(parts, input.SubscriptionArn), async (tx, subscription) => {
      const { [name]: _, ...others } = subscription.attributes;
      const attributes = value === '' ? others : { ...others, [name]: value };
      const problem = findSubscriptionProblem(attributes);
      if (problem) throw invalidParameter(problem);
      await saveSubscription(tx, { ...subscription, attributes });
    });
  },
);
