import type { ListRuleTypesCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { RULE_TYPES, type RuleTypeDescription } from '../rules/rule-catalogue.ts';

export const listRuleTypes = operation<ListRuleTypesCommand, Parts>(
  'ListRuleTypes',
  async ({ ruleOwnerFilter, regionFilter }, { region }) => {
    const none = (ruleOwnerFilter ?? 'AWS') !== 'AWS' || (regionFilter ?? region) !== region;
    return { ruleTypes: none ? [] : RULE_TYPES.map(describe) };
  },
);

const describe = ({ provider, configuration, inputs }: RuleTypeDescription) => ({
  id: { category: 'Rule' as const, owner: 'AWS' as const, provider, version: '1' },
  settings: {},
  ruleConfigurationProperties: configuration.map((key) => ({
    name: key.replace('*', ''),
    required: key.endsWith('*'),
    key: true,
    secret: false,
    queryable: false,
    type: 'String' as const,
  })),
  inputArtifactDetails: { minimumCount: inputs[0], maximumCount: inputs[1] },
});
