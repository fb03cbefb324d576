import { createRequire } from 'node:module';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { zipOf } from '../../../../../testing/zip-of.ts';
import { unlessGone } from '../../calls.ts';
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

/** A function that keeps a parameter for every resource, and answers as custom resources do. */
const KEEPER = `
async function keep(type, id, value, call) {
  if (type === 'Delete') return await call('DeleteParameter', { Name: id }).catch(() => undefined);
  return await call('PutParameter', { Name: id, Value: value, Type: 'String', Overwrite: true });
}
exports.handler = async (event) => {
  const id = event.PhysicalResourceId ?? '/custom/' + event.RequestId;
  const { SSM } = require(process.env.SDK);
  const ssm = new SSM({ endpoint: process.env.AWS_ENDPOINT_URL });
  const call = (name, input) => ssm[name[0].toLowerCase() + name.slice(1)](input);
  const { Value, Fail } = event.ResourceProperties;
  let answer = { Status: 'SUCCESS', PhysicalResourceId: id, Data: { Value, Deep: { Name: id } } };
  if (Fail === 'true') answer = { Status: 'FAILED', Reason: 'told to', PhysicalResourceId: id };
  else await keep(event.RequestType, id, Value, call);
  const body = JSON.stringify({ ...answer, StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId });
  await fetch(event.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
};
`;

async function makeKeeper(yard: Yard) {
  const lambda = yard.client(Lambda);
  const { FunctionArn } = await lambda.createFunction({
    ...{
      FunctionName: 'keeper',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/r',
    },
    Environment: { Variables: { SDK: createRequire(import.meta.url).resolve('@aws-sdk/client-ssm') } },
    Code: { ZipFile: await zipOf({ 'index.js': KEEPER }) },
    Timeout: 30,
  });
  return { ServiceToken: FunctionArn ?? '' };
}

const lookAtParameter = async (yard: Yard, Name: string) =>
  await unlessGone('ParameterNotFound', async () => ({
    value: (await yard.client(SSM).getParameter({ Name })).Parameter?.Value,
  }));

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
  {
    type: 'AWS::CloudFormation::CustomResource',
    needsStack: true,
    prepare: makeKeeper,
    properties: { Value: 'one', Number: 5 },
    change: { Value: 'two' },
    broken: { properties: { Fail: true }, reason: /told to/ },
    look: lookAtParameter,
    expected: { value: 'one' },
    expectedChange: { value: 'two' },
  },
];
