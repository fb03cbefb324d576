import { SSM } from '@aws-sdk/client-ssm';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

const content = (text: string): JsonObject => ({
  ...{ schemaVersion: '2.2', description: text },
  mainSteps: [{ name: 'a', action: 'aws:runShellScript', inputs: { runCommand: [`echo ${text}`] } }],
});

const tagsOf = async (yard: Yard, ResourceType: 'Parameter' | 'Document', ResourceId: string) =>
  (await yard.client(SSM).listTagsForResource({ ResourceType, ResourceId })).TagList;

export const SSM_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::SSM::Parameter',
    properties: {
      ...{ Type: 'String', Value: 5, Description: 'one', AllowedPattern: '^\\d+$', Tier: 'Advanced' },
      Tags: { team: 'a' },
    },
    change: { Type: 'StringList', Value: 'x,y', Description: null, AllowedPattern: null, Tags: { group: 'b' } },
    replacement: { Name: '/another' },
    broken: { properties: { Value: 'no number' }, reason: /allowedPattern/ },
    expected: {
      ...{ type: 'String', value: '5', description: 'one', pattern: '^\\d+$', tier: 'Advanced' },
      tags: [{ Key: 'team', Value: 'a' }],
    },
    expectedChange: {
      ...{ type: 'StringList', value: 'x,y', description: '', pattern: '', tags: [{ Key: 'group', Value: 'b' }] },
    },
    async look(yard, Name) {
      const ssm = yard.client(SSM);
      const { Parameter } = (await unlessGone('ParameterNotFound', () => ssm.getParameter({ Name }))) ?? {};
      if (!Parameter) return undefined;
      const ParameterFilters = [{ Key: 'Name', Values: [Name] }];
      const {
        Description = '',
        AllowedPattern = '',
        Tier,
      } = (await ssm.describeParameters({ ParameterFilters })).Parameters?.[0] ?? {};
      return {
        ...{ type: Parameter.Type, value: Parameter.Value, description: Description, pattern: AllowedPattern },
        ...{ tier: Tier, tags: await tagsOf(yard, 'Parameter', Name) },
      };
    },
  },
  {
    type: 'AWS::SSM::Parameter',
    properties: { Name: '/cases/plain', Type: 'String', Value: 'text' },
    broken: { properties: { Type: 'SecureString' }, reason: /does not make parameters of type SecureString/ },
    expected: 'text',
    look: async (yard, Name) =>
      (await unlessGone('ParameterNotFound', () => yard.client(SSM).getParameter({ Name })))?.Parameter?.Value,
  },
  {
    type: 'AWS::SSM::Document',
    properties: {
      ...{
        Name: 'cases-document',
        Content: content('one'),
        UpdateMethod: 'NewVersion',
        TargetType: '/AWS::EC2::Instance',
      },
      Tags: [{ Key: 'team', Value: 'a' }],
    },
    change: { Content: JSON.stringify(content('two')), Tags: [{ Key: 'group', Value: 'b' }] },
    replacement: { DocumentType: 'Automation' },
    broken: { properties: { DocumentType: 'Automation' }, reason: /type Automation are not implemented/ },
    expected: { content: content('one'), target: '/AWS::EC2::Instance', tags: [{ Key: 'team', Value: 'a' }] },
    expectedChange: { content: content('two'), target: '/AWS::EC2::Instance', tags: [{ Key: 'group', Value: 'b' }] },
    async look(yard, Name) {
      const ssm = yard.client(SSM);
      const found = await unlessGone('InvalidDocument', () => ssm.getDocument({ Name }));
      const { Document } = found ? await ssm.describeDocument({ Name }) : {};
      return (
        found && {
          content: JSON.parse(found.Content ?? ''),
          target: Document?.TargetType,
          tags: await tagsOf(yard, 'Document', Name),
        }
      );
    },
  },
  {
    type: 'AWS::SSM::Document',
    properties: {
      DocumentType: 'Command',
      DocumentFormat: 'YAML',
      Content:
        'schemaVersion: "2.2"\nmainSteps:\n  - name: a\n    action: aws:runShellScript\n    inputs: { runCommand: [date] }\n',
    },
    broken: { properties: { Content: { schemaVersion: '9' } }, reason: /schema/i },
    expected: { DocumentFormat: 'YAML' },
    look: async (yard, Name) =>
      await unlessGone('InvalidDocument', () => yard.client(SSM).getDocument({ Name, DocumentFormat: 'YAML' })),
  },
];
