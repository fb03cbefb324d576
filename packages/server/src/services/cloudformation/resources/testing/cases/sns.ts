import { SNS } from '@aws-sdk/client-sns';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

export const SNS_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::SNS::Topic',
    properties: { DisplayName: 'one', Tags: [{ Key: 'team', Value: 'a' }] },
    change: { DisplayName: 'two', Tags: [{ Key: 'group', Value: 'b' }] },
    replacement: { TopicName: 'another' },
    broken: { properties: { TopicName: 'not a name' }, reason: /Topic Name/ },
    expected: { name: 'one', tags: [{ Key: 'team', Value: 'a' }] },
    expectedChange: { name: 'two', tags: [{ Key: 'group', Value: 'b' }] },
    async look(yard, TopicArn) {
      const sns = yard.client(SNS);
      const found = await unlessGone('NotFoundException', () => sns.getTopicAttributes({ TopicArn }));
      const { Tags } = found ? await sns.listTagsForResource({ ResourceArn: TopicArn }) : {};
      return found && { name: found.Attributes?.DisplayName, tags: Tags };
    },
  },
];
