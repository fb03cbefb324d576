import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

const key = (name: string) => `arn:aws:kms:us-east-1:123456789012:key/${name}`;

export const LOGS_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::Logs::LogGroup',
    properties: { RetentionInDays: '7', KmsKeyId: key('one'), Tags: [{ Key: 'team', Value: 'a' }] },
    change: { RetentionInDays: null, KmsKeyId: null, Tags: [{ Key: 'group', Value: 'b' }] },
    replacement: { LogGroupName: '/another' },
    broken: {
      properties: { DataProtectionPolicy: { Name: 'p' } },
      reason: /PutDataProtectionPolicy is not implemented/,
    },
    expected: { days: 7, key: key('one'), tags: { team: 'a' } },
    expectedChange: { days: null, key: null, tags: { group: 'b' } },
    async look(yard, logGroupNamePrefix) {
      const logs = yard.client(CloudWatchLogs);
      const group = (await logs.describeLogGroups({ logGroupNamePrefix })).logGroups?.[0];
      if (!group) return undefined;
      const { tags = {} } = await logs.listTagsForResource({ resourceArn: group.logGroupArn });
      return { days: group.retentionInDays ?? null, key: group.kmsKeyId ?? null, tags };
    },
  },
  {
    type: 'AWS::Logs::LogGroup',
    properties: {},
    broken: { properties: { RetentionInDays: 8 }, reason: /retentionInDays/ },
    expected: {},
    look: async (yard, logGroupNamePrefix) =>
      (await yard.client(CloudWatchLogs).describeLogGroups({ logGroupNamePrefix })).logGroups?.[0],
  },
  {
    type: 'AWS::Logs::LogStream',
    async prepare(yard) {
      const logGroupName = 'cases-of-streams';
      const logs = yard.client(CloudWatchLogs);
      await unlessGone('ResourceAlreadyExistsException', () => logs.createLogGroup({ logGroupName }));
      return { LogGroupName: logGroupName };
    },
    properties: {},
    replacement: { LogStreamName: 'another' },
    broken: { properties: { LogGroupName: 'no-group' }, reason: /log group does not exist/ },
    expected: {},
    look: async (yard, logStreamNamePrefix) =>
      (await yard.client(CloudWatchLogs).describeLogStreams({ logGroupName: 'cases-of-streams', logStreamNamePrefix }))
        .logStreams?.[0],
  },
];
