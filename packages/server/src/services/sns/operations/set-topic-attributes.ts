import type { SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { invalidParameter } from '../errors.ts';
import { changeTopic, topicNameOf } from '../existing-topic.ts';
import type { Parts } from '../parts.ts';
import { findDeliveryPolicyProblem } from '../rules/delivery-policy.ts';
import { findTopicAttributeProblem } from '../rules/topic.ts';

/** An empty value sets an attribute back to what AWS has for it. */
export const setTopicAttributes = operation<SetTopicAttributesCommand, Parts>(
  'SetTopicAttributes',
  async (input, parts) => {
    const { AttributeName: name, AttributeValue: value = '' } = input;
    const problem =
      (value || name !== 'Policy' ? findTopicAttributeProblem(name, value) : undefined) ??
      (name === 'DeliveryPolicy' && value ? findDeliveryPolicyProblem(value) : undefined);
    if (problem) throw invalidParameter(problem);
    await changeTopic(parts, topicNameOf(parts, input.TopicArn), (topic) => {
      const { [name]: _, ...others } = topic.attributes;
      return { ...topic, attributes: value === '' ? others : { ...others, [name]: value } };
    });
  },
);
