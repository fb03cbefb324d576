// CloudFormation templates of 1 MB: from their text to all that is wrong with them, beside JSON.parse of the same content.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { checkTemplate } from '@codeyard/engine/template/check-template';
import { explainProblems } from '@codeyard/engine/template/explain-problems';
import { parseTemplate } from '@codeyard/engine/template/parse-template';
import { milliseconds, type Row, report, spreadOf } from './measure.ts';

const BYTES = 1_000_000;
const TURNS = 100;
const COLD_TURNS = 10;

/** What a pipeline's template looks like, over and over. */
const yamlPart = (at: number) => `  Role${at}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement: [{ Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: build
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [s3:GetObject, s3:PutObject]
                Resource: !Sub "\${Bucket${at}.Arn}/*"
  Bucket${at}:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties:
      BucketName: !Join ["-", [!Ref AWS::StackName, b${at}]]
  Project${at}:
    Type: AWS::CodeBuild::Project
    DependsOn: Role${at}
    Properties:
      ServiceRole: !GetAtt Role${at}.Arn
      TimeoutInMinutes: 30
      Environment:
        ComputeType: !If [IsProd, BUILD_GENERAL1_LARGE, BUILD_GENERAL1_SMALL]
        Image: aws/codebuild/standard:7.0
        Type: LINUX_CONTAINER
        PrivilegedMode: true
        EnvironmentVariables:
          - { Name: STAGE, Value: !Ref Stage }
      Source:
        Type: CODEPIPELINE
        BuildSpec: |
          version: 0.2
          phases:
            build:
              commands:
                - echo "hello $STAGE" # no comment
      Artifacts: { Type: CODEPIPELINE }
`;

const jsonPart = (at: number) => {
  const policy = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: { 'Fn::Sub': `\${Bucket${at}.Arn}/*` } };
  const source = {
    Type: 'CODEPIPELINE',
    BuildSpec: 'version: 0.2\nphases:\n  build:\n    commands:\n      - make all\n',
  };
  return {
    [`Role${at}`]: {
      Type: 'AWS::IAM::Role',
      Properties: { Policies: [{ PolicyName: 'build', PolicyDocument: { Statement: [policy] } }] },
    },
    [`Bucket${at}`]: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, `b${at}`]] } },
    },
    [`Project${at}`]: {
      Type: 'AWS::CodeBuild::Project',
      DependsOn: `Role${at}`,
      Properties: {
        ServiceRole: { 'Fn::GetAtt': [`Role${at}`, 'Arn'] },
        TimeoutInMinutes: 30,
        Environment: { Type: { 'Fn::If': ['IsProd', 'LINUX_CONTAINER', 'ARM_CONTAINER'] }, PrivilegedMode: true },
        Source: source,
      },
    },
  };
};

function yamlTemplate(): string {
  let text =
    'Parameters:\n  Stage: { Type: String, Default: prod }\nConditions:\n  IsProd: !Equals [!Ref Stage, prod]\nResources:\n';
  for (let at = 0; text.length < BYTES; at++) text += yamlPart(at);
  return text;
}

function jsonTemplate(): string {
  const Conditions = { IsProd: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } };
  const bytes = JSON.stringify(jsonPart(1000), null, 2).length;
  const parts = Array.from({ length: Math.ceil(BYTES / bytes) }, (_, at) => jsonPart(at));
  return JSON.stringify({ Conditions, Resources: Object.assign({}, ...parts) }, null, 2);
}

function check(text: string): number {
  const parsed = parseTemplate(text);
  return parsed.ok ? checkTemplate(parsed.template).length : parsed.problems.length;
}

const taken = (work: () => unknown): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};
const spread = (what: string, times: readonly number[]): Row => {
  const { median, p99 } = spreadOf(times);
  return { what, values: { median: milliseconds(median), p99: milliseconds(p99) } };
};
const warm = (what: string, work: () => unknown): Row => {
  for (let turn = 0; turn < 5; turn++) work();
  return spread(
    what,
    Array.from({ length: TURNS }, () => taken(work)),
  );
};
/** The first time in a process of its own. */
const cold = (what: string, kind: string): Row =>
  spread(
    what,
    Array.from({ length: COLD_TURNS }, () => {
      const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url), kind], { encoding: 'utf8' });
      return Number(run.stdout);
    }),
  );

function main(): void {
  const [yaml, json] = [yamlTemplate(), jsonTemplate()];
  const broken = yaml.replaceAll('!Ref Stage }', '!GetAtt Nothing.Arn }');
  const size = (text: string) => `${(text.length / 1e6).toFixed(1)} MB`;
  report('Templates: parse and check', [
    cold(`YAML of ${size(yaml)}, first time in a process`, 'yaml'),
    warm(`YAML of ${size(yaml)}`, () => check(yaml)),
    cold(`JSON of ${size(json)}, first time in a process`, 'json'),
    warm(`JSON of ${size(json)}`, () => check(json)),
    warm(`YAML with a problem in each ${yamlPart(0).length} bytes, all placed`, () => {
      const parsed = parseTemplate(broken);
      if (parsed.ok) explainProblems(broken, checkTemplate(parsed.template));
    }),
    warm('floor: JSON.parse of that JSON', () => JSON.parse(json)),
  ]);
}

const [kind] = process.argv.slice(2);
if (kind) {
  const text = kind === 'yaml' ? yamlTemplate() : jsonTemplate();
  process.stdout.write(String(taken(() => check(text))));
} else main();
