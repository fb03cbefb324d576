import { describe, expect, it } from 'vitest';
import { checkTemplate } from '../check-template.ts';
import { parseTemplate, type Template } from '../parse-template.ts';
import { readTemplate } from '../read-template.ts';
import { transformServerless } from './transform.ts';

const read = (resources: string, before = ''): Template => {
  const parsed = parseTemplate(`Transform: AWS::Serverless-2016-10-31\n${before}Resources:\n${resources}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.template;
};
const transform = (resources: string, before?: string) => {
  const result = transformServerless(read(resources, before));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  // Whatever it makes must refer to what is there.
  expect(checkTemplate(result.template)).toEqual([]);
  return result.template.resources;
};
const problemsOf = (resources: string) => {
  const result = transformServerless(read(resources));
  return 'problems' in result ? result.problems : [];
};

describe('a serverless function', () => {
  it('is a function with a role', () => {
    const made = transform(
      `  F:
    Type: AWS::Serverless::Function
    Condition: Wanted
    DependsOn: [T]
    Properties:
      CodeUri: s3://code/f.zip
      Handler: index.handler
      Runtime: python3.7
      Timeout: 15
      Policies: [AmazonSSMReadOnlyAccess, { Statement: [{ Effect: Allow, Action: "s3:*", Resource: "*" }] }, { DynamoDBCrudPolicy: { TableName: !Ref T } }]
      Tags: { a: b }
  T: { Type: AWS::Serverless::SimpleTable }
`,
      'Conditions: { Wanted: !Equals [1, 1] }\n',
    );
    expect(made.F).toMatchObject({
      ...{ type: 'AWS::Lambda::Function', condition: 'Wanted', dependsOn: ['T'] },
      properties: {
        ...{ Code: { S3Bucket: 'code', S3Key: 'f.zip' }, Handler: 'index.handler', Runtime: 'python3.7', Timeout: 15 },
        Role: { 'Fn::GetAtt': ['FRole', 'Arn'] },
        Tags: [
          { Key: 'lambda:createdBy', Value: 'SAM' },
          { Key: 'a', Value: 'b' },
        ],
      },
    });
    expect(made.FRole).toMatchObject({ type: 'AWS::IAM::Role', condition: 'Wanted', dependsOn: [] });
    expect(made.FRole?.properties.ManagedPolicyArns).toEqual([
      { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole` },
      { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/AmazonSSMReadOnlyAccess` },
    ]);
    expect(made.FRole?.properties.Policies).toMatchObject([
      { PolicyName: 'FRolePolicy1' },
      { PolicyName: 'FRolePolicy2' },
    ]);
    expect(made.FRole?.properties.Policies).toMatchObject([
      {},
      {
        PolicyDocument: {
          Statement: [
            {
              Resource: [
                {
                  'Fn::Sub': [
                    `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/\${it}`,
                    { it: { Ref: 'T' } },
                  ],
                },
                {},
              ],
            },
          ],
        },
      },
    ]);
    expect(made.T?.properties).toEqual({
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('has a rule and a permission for each of its events, as the published sample wants them', () => {
    const made = transform(`  Poller:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: x
      Handler: h
      Runtime: python3.7
      Role: arn:aws:iam::123456789012:role/own
      Events:
        Timer: { Type: Schedule, Properties: { Schedule: rate(1 minute), Enabled: false } }
        Change: { Type: CloudWatchEvent, Properties: { Pattern: { source: [aws.codepipeline] } } }
        Told: { Type: SNS, Properties: { Topic: !Ref Topic } }
  Topic: { Type: AWS::SNS::Topic }
`);
    expect(Object.keys(made)).toEqual([
      ...[
        'Poller',
        'PollerTimer',
        'PollerTimerPermission',
        'PollerChange',
        'PollerChangePermission',
        'PollerTold',
        'PollerToldPermission',
        'Topic',
      ],
    ]);
    expect(made.PollerTimer?.properties).toMatchObject({
      ...{ ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' },
      Targets: [{ Arn: { 'Fn::GetAtt': ['Poller', 'Arn'] } }],
    });
    expect(made.PollerChange?.properties).toMatchObject({ EventPattern: { source: ['aws.codepipeline'] } });
    expect(made.PollerChangePermission?.properties).toEqual({
      ...{ Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'Poller' }, Principal: 'events.amazonaws.com' },
      SourceArn: { 'Fn::GetAtt': ['PollerChange', 'Arn'] },
    });
    expect(made.PollerTold).toMatchObject({ type: 'AWS::SNS::Subscription', properties: { Protocol: 'lambda' } });
  });

  it('takes what Globals say, and is published under an alias', () => {
    const made = transform(
      `  F:
    Type: AWS::Serverless::Function
    Properties: { InlineCode: x, Handler: h, AutoPublishAlias: live, Environment: { Variables: { B: "2" } }, Layers: [b], Events: { T: { Type: Schedule, Properties: { Schedule: rate(1 day) } } } }
`,
      'Globals: { Function: { Runtime: nodejs20.x, Environment: { Variables: { A: "1", B: "1" } }, Layers: [a] } }\n',
    );
    expect(made.F?.properties).toMatchObject({
      Runtime: 'nodejs20.x',
      Environment: { Variables: { A: '1', B: '2' } },
      Layers: ['a', 'b'],
    });
    const version = Object.keys(made).find((id) => /^FVersion[0-9a-f]{10}$/.test(id)) ?? '';
    expect(made[version]).toMatchObject({ type: 'AWS::Lambda::Version', deletionPolicy: 'Retain' });
    expect(made.FAliaslive?.properties).toMatchObject({
      Name: 'live',
      FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
    });
    expect(made.FTPermission?.properties.FunctionName).toEqual({ Ref: 'FAliaslive' });
    expect(made.FT?.properties.Targets).toMatchObject([{ Arn: { Ref: 'FAliaslive' } }]);
  });
});

it('a published function has another version for another code', () => {
  const versionOf = (rest: string) =>
    Object.keys(
      transform(
        `  F: { Type: AWS::Serverless::Function, Properties: { Runtime: python3.11, Handler: h, AutoPublishAlias: live, ${rest} } }\n`,
      ),
    ).find((id) => id.startsWith('FVersion'));
  expect(versionOf('CodeUri: s3://b/one')).toBe(versionOf('CodeUri: s3://b/one, MemorySize: 256'));
  expect(versionOf('CodeUri: s3://b/one')).not.toBe(versionOf('CodeUri: s3://b/two'));
  expect(versionOf('CodeUri: s3://b/one, AutoPublishCodeSha256: 6b86b273ff34fce1')).toBe('FVersion6b86b273ff');
});

it('a serverless state machine has a role, and rules that may start it', () => {
  const made = transform(`  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: { StartAt: A, States: { A: { Type: Succeed } } }
      Policies: [{ LambdaInvokePolicy: { FunctionName: f } }]
      Events: { Daily: { Type: Schedule, Properties: { Schedule: rate(1 day), Input: "{}" } } }
`);
  expect(made.M).toMatchObject({
    type: 'AWS::StepFunctions::StateMachine',
    properties: { RoleArn: { 'Fn::GetAtt': ['MRole', 'Arn'] } },
  });
  expect(made.MDaily?.properties.Targets).toMatchObject([
    { Arn: { Ref: 'M' }, RoleArn: { 'Fn::GetAtt': ['MStarterRole', 'Arn'] }, Input: '{}' },
  ]);
});

it('a serverless layer stays unless it is told to go', () => {
  const made =
    transform(`  L: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: { Bucket: b, Key: k }, CompatibleRuntimes: [nodejs20.x] } }
  M: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: s3://b/k, RetentionPolicy: Delete, LayerName: own } }
`);
  expect(made.L).toMatchObject({
    type: 'AWS::Lambda::LayerVersion',
    deletionPolicy: 'Retain',
    properties: { LayerName: 'L', Content: { S3Bucket: 'b', S3Key: 'k' } },
  });
  expect(made.M).toMatchObject({ deletionPolicy: 'Delete', properties: { LayerName: 'own' } });
});

it('what cannot be done is refused by name, with the place', () => {
  expect(
    problemsOf(`  A: { Type: AWS::Serverless::Api }
  F:
    Type: AWS::Serverless::Function
    Properties: { Handler: h, FunctionUrlConfig: {}, Policies: [{ VPCAccessPolicy: {} }], Events: { Web: { Type: Api } } }
`).map(({ message, path = [] }) => `${path.slice(1).join('/')}: ${message}`),
  ).toEqual([
    expect.stringMatching(/^A\/Type: .*\[A\] is invalid. AWS::Serverless::Api is not implemented/),
    'F/Properties/FunctionUrlConfig: Resource with id [F] is invalid. FunctionUrlConfig is not implemented by Codeyard yet.',
    "F: Resource with id [F] is invalid. Missing required property 'CodeUri' or 'InlineCode'.",
    expect.stringMatching(/^F\/Properties\/Policies\/0: .*The policy template VPCAccessPolicy is not implemented/),
    expect.stringMatching(
      /^F\/Properties\/Events\/Web: .*Event with id \[Web\] is invalid. Events of type Api are not/,
    ),
  ]);
});

it('problems with what a transform made are placed at what it was made from', () => {
  const read = readTemplate(`Transform: AWS::Serverless-2016-10-31
Resources:
  Q: { Type: AWS::SQS::Queue }
  F:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: x
      Policies: [!Ref Missing]
`);
  expect(read).toMatchObject({ problems: [{ line: 6, column: 5, message: expect.stringContaining('[Missing]') }] });
});

it('templates without the transform stay as they are', () => {
  const parsed = parseTemplate('Resources: { F: { Type: AWS::Serverless::Function } }');
  if (!parsed.ok) throw new Error('it was refused');
  expect(transformServerless(parsed.template)).toEqual({ template: parsed.template });
});
