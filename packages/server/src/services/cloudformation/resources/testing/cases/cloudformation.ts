import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import type { Yard } from '../../../../../testing/start-yard.ts';
import type { ResourceCase } from '../resource-case.ts';

const NESTED = {
  Parameters: { Word: { Type: 'String', Default: 'x' } },
  Resources: { It: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: 'Word' } } } },
  Outputs: { Word: { Value: { Ref: 'Word' } } },
};

async function putTemplate(yard: Yard) {
  const s3 = yard.client(S3);
  await s3.createBucket({ Bucket: 'nested-templates' });
  await s3.putObject({ Bucket: 'nested-templates', Key: 'it.json', Body: JSON.stringify(NESTED) });
  return { TemplateURL: `${yard.endpoint}/nested-templates/it.json` };
}

async function look(yard: Yard, StackName: string) {
  const { Stacks = [] } = await yard.client(CloudFormation).describeStacks({ StackName });
  const [stack] = Stacks;
  if (!stack || stack.StackStatus === 'DELETE_COMPLETE') return undefined;
  return { word: stack.Outputs?.[0]?.OutputValue, hasParent: stack.ParentId !== undefined };
}

export const CLOUDFORMATION_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::CloudFormation::Stack',
    needsStack: true,
    prepare: putTemplate,
    properties: { Parameters: { Word: 'one' } },
    change: { Parameters: { Word: 'two' } },
    broken: { properties: { Parameters: { No: 'x' } }, reason: /Parameters: \[No\] do not exist in the template/ },
    look,
    expected: { word: 'one', hasParent: true },
    expectedChange: { word: 'two', hasParent: true },
  },
];
