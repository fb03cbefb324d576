import { asObject, type Json, type JsonObject } from '../json.ts';
import type { ExpansionProblem, Made } from './expansion.ts';

/** Policies that SAM names and fills in: what they allow, on what (`@` is region and account, `#` what their one parameter names). */
const TEMPLATES: Readonly<
  Record<string, readonly [parameter: string, actions: readonly string[], arns: readonly string[]]>
> = {
  DynamoDBCrudPolicy: [
    'TableName',
    [
      'GetItem',
      'DeleteItem',
      'PutItem',
      'Scan',
      'Query',
      'UpdateItem',
      'BatchWriteItem',
      'BatchGetItem',
      'DescribeTable',
      'ConditionCheckItem',
    ].map((name) => `dynamodb:${name}`),
    ['dynamodb:@:table/#', 'dynamodb:@:table/#/index/*'],
  ],
  DynamoDBReadPolicy: [
    'TableName',
    ['GetItem', 'Scan', 'Query', 'BatchGetItem', 'DescribeTable'].map((name) => `dynamodb:${name}`),
    ['dynamodb:@:table/#', 'dynamodb:@:table/#/index/*'],
  ],
  LambdaInvokePolicy: ['FunctionName', ['lambda:InvokeFunction'], ['lambda:@:function:#*']],
  S3ReadPolicy: [
    'BucketName',
    ['s3:GetObject', 's3:ListBucket', 's3:GetBucketLocation', 's3:GetObjectVersion', 's3:GetLifecycleConfiguration'],
    ['s3:::#', 's3:::#/*'],
  ],
  S3CrudPolicy: [
    'BucketName',
    [
      's3:GetObject',
      's3:ListBucket',
      's3:GetBucketLocation',
      's3:GetObjectVersion',
      's3:PutObject',
      's3:PutObjectAcl',
      's3:GetLifecycleConfiguration',
      's3:PutLifecycleConfiguration',
      's3:DeleteObject',
    ],
    ['s3:::#', 's3:::#/*'],
  ],
  SNSPublishMessagePolicy: ['TopicName', ['sns:Publish'], ['sns:@:#']],
  SQSSendMessagePolicy: ['QueueName', ['sqs:SendMessage*'], ['sqs:@:#']],
  SSMParameterReadPolicy: [
    'ParameterName',
    ['ssm:DescribeParameters', 'ssm:GetParameters', 'ssm:GetParameter', 'ssm:GetParametersByPath'],
    ['ssm:@:parameter/#'],
  ],
  StepFunctionsExecutionPolicy: ['StateMachineName', ['states:StartExecution'], ['states:@:stateMachine:#']],
};

/** The role that a serverless resource runs as when it names none. */
export function makeRole(
  { service, managed }: { service: string; managed: readonly string[] },
  { id, properties }: { id: string; properties: JsonObject },
): { readonly role: Made; readonly problems: readonly ExpansionProblem[] } {
  const problems: ExpansionProblem[] = [];
  const arns: Json[] = managed.map((name) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}` }));
  const inline: Json[] = [];
  const given = properties.Policies;
  for (const [at, policy] of (Array.isArray(given) ? given : given === undefined ? [] : [given]).entries()) {
    if (typeof policy === 'string')
      arns.push(policy.startsWith('arn:') ? policy : { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${policy}` });
    else if (isFunction(policy)) arns.push(policy);
    else {
      const document = documentOf(asObject(policy), (message) => void problems.push({ message, at: ['Policies', at] }));
      if (document) inline.push({ PolicyName: `${id}RolePolicy${at}`, PolicyDocument: document });
    }
  }
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: [service] }, Action: ['sts:AssumeRole'] }],
  };
  const role: Made = {
    type: 'AWS::IAM::Role',
    properties: {
      AssumeRolePolicyDocument: properties.AssumeRolePolicyDocument ?? trust,
      ManagedPolicyArns: arns,
      ...(inline.length > 0 ? { Policies: inline } : {}),
      ...(properties.PermissionsBoundary === undefined ? {} : { PermissionsBoundary: properties.PermissionsBoundary }),
    },
  };
  return { role, problems };
}

const isFunction = (value: Json): boolean => {
  const [name = '', ...others] = Object.keys(asObject(value));
  return others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
};

function documentOf(policy: JsonObject, say: (message: string) => void): Json | undefined {
  if (policy.Statement !== undefined) return policy;
  const [name = '', parameters] = Object.entries(policy)[0] ?? [];
  const template = Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name] : undefined;
  if (!template) {
    say(
      `The policy template ${name} is not implemented by Codeyard yet; there are ${Object.keys(TEMPLATES).join(', ')}.`,
    );
    return undefined;
  }
  const [parameter, Action, arns] = template;
  const it = asObject(parameters)[parameter];
  if (it === undefined) {
    say(`The policy template ${name} needs ${parameter}.`);
    return undefined;
  }
  const Resource = arns.map((arn) => ({ 'Fn::Sub': [`arn:\${AWS::Partition}:${writtenOut(arn)}`, { it }] }));
  return { Statement: [{ Effect: 'Allow', Action: [...Action], Resource }] };
}

const writtenOut = (arn: string) => arn.replace('@', `\${AWS::Region}:\${AWS::AccountId}`).replaceAll('#', `\${it}`);
