import { describe, expect, it } from 'vitest';
import { definitionCheck } from './check.ts';

const HOME = { account: '123456789012', region: 'eu-west-1' };

const ask = (text: string, more: { parameters?: Record<string, string>; recordsUnknownTypes?: boolean } = {}) =>
  definitionCheck.checkTemplate({ ...HOME, text, stackName: 'shop', recordsUnknownTypes: false, ...more });

/** `line: message` of every problem. */
const problemsOf = (...given: Parameters<typeof ask>) =>
  ask(...given).problems.map(({ line, message }) => `${line}: ${message}`);

const pipeline = (source: string, build = '{ ProjectName: p }', input = 'Code') => `
Parameters: { Repository: { Type: String }, Stage: { Type: String, Default: test } }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:
  Repo: { Type: AWS::CodeCommit::Repository, Properties: { RepositoryName: !Sub '\${AWS::StackName}-\${Stage}' } }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Store: { Type: AWS::S3::Bucket }
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !GetAtt Role.Arn
      ArtifactStore: { Type: S3, Location: !Ref Store }
      Stages:
        - Name: Source
          Actions:
            - Name: Checkout
              ActionTypeId: { Category: Source, Owner: AWS, Provider: CodeCommit, Version: 1 }
              Configuration: { RepositoryName: ${source}, BranchName: main }
              OutputArtifacts: [{ Name: Code }]
        - Name: Build
          Actions:
            - Name: Compile
              ActionTypeId: { Category: Build, Owner: AWS, Provider: CodeBuild, Version: 1 }
              Configuration: ${build}
              InputArtifacts: [{ Name: ${input} }]
`;

describe('a template before it is a stack', () => {
  it('is refused for everything at once, in the order of the text', () => {
    const text = `Parameters:
  Stage: { Type: String, AllowedValues: [test], Default: dev }
Resources:
  Store: { Type: AWS::S3::Bucket, Properties: { BucketNam: x } }
  Queue: { Type: AWS::Foo::Queue }
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref Missing } }
Outputs:
  Url: { Value: !GetAtt Store.Nothing }
`;
    expect(problemsOf(text)).toEqual([
      "2: Parameter 'Stage' must be one of AllowedValues",
      '4: Encountered unsupported property BucketNam (Store, AWS::S3::Bucket)',
      expect.stringContaining('5: Template format error: Unrecognized resource types: [AWS::Foo::Queue]'),
      '6: Template format error: Unresolved resource dependencies [Missing] in the Resources block of the template',
      '8: Template error: resource Store does not support attribute type Nothing in Fn::GetAtt',
    ]);
    expect(problemsOf(text, { recordsUnknownTypes: true })).not.toContainEqual(expect.stringMatching(/^5:/));
  });

  it('needs values for all parameters once any is given, and knows which there are', () => {
    const text = pipeline('!Ref Repository');
    expect(ask(text)).toMatchObject({ problems: [], missing: ['Repository'], capabilities: ['CAPABILITY_IAM'] });
    expect(problemsOf(text, { parameters: {} })).toEqual(['2: Parameters: [Repository] must have values']);
    expect(problemsOf(text, { parameters: { Repository: 'r', Foo: '1' } })).toEqual([
      'undefined: Parameters: [Foo] do not exist in the template',
    ]);
  });

  it('has the resources whose condition holds or is open; what is left out by a condition is not asked for', () => {
    const text = `
Parameters: { Stage: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:
  One: { Type: AWS::SNS::Topic }
  Two: { Type: AWS::SNS::Topic, Condition: IsProd, Properties: { Nonsense: 1 } }
  Three: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: b, PolicyDocument: !If [IsProd, {}, !Ref AWS::NoValue] } }
`;
    const nonsense = '6: Encountered unsupported property Nonsense (Two, AWS::SNS::Topic)';
    expect(problemsOf(text)).toEqual([nonsense]);
    expect(problemsOf(text, { parameters: { Stage: 'prod' } })).toEqual([nonsense]);
    const test = ask(text, { parameters: { Stage: 'test' } });
    expect(test.problems.map(({ message }) => message)).toEqual([
      'Property PolicyDocument cannot be empty. (Three, AWS::S3::BucketPolicy)',
    ]);
    expect(test.resources.map(({ id }) => id)).toEqual(['One', 'Three']);
  });

  it('holds to its rules, but for those about values that nobody knows yet', () => {
    const text = `
Parameters: { Stage: { Type: String } }
Rules: { Right: { Assertions: [{ Assert: !Equals [!Ref Stage, prod], AssertDescription: only prod }] } }
Resources: { One: { Type: AWS::SNS::Topic } }
`;
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(text, { parameters: { Stage: 'x' } })).toEqual(['3: Template constraint violations: only prod']);
  });

  it('tells what its pipeline will be, with the names that the template gives', () => {
    const repositoryOf = (text: string, parameters: Record<string, string>) => {
      const { input } = ask(text, { parameters }).requests[0] ?? {};
      return (input as never as { pipeline: { stages: { actions: { configuration: object }[] }[] } }).pipeline.stages[0]
        ?.actions[0]?.configuration;
    };
    const parameters = { Repository: 'given' };
    expect(repositoryOf(pipeline('!Ref Repository'), parameters)).toMatchObject({ RepositoryName: 'given' });
    expect(repositoryOf(pipeline('!GetAtt Repo.Name'), parameters)).toMatchObject({ RepositoryName: 'shop-test' });
    expect(repositoryOf(pipeline("!If [IsProd, a, !Ref 'Store']"), parameters)).toMatchObject({
      RepositoryName: expect.stringContaining('codeyard-unknown'),
    });
  });

  it('is refused for what its pipeline and its projects would be refused for, at their place', () => {
    expect(problemsOf(pipeline('r', '{ ProjectName: p, Speed: fast }'))).toEqual([
      "22: Action configuration for action 'Compile' contains unknown configuration 'Speed'",
    ]);
    expect(problemsOf(pipeline('r', undefined, 'Cod'))).toEqual([
      '22: Input Artifact Bundle Cod in action Compile is not declared as Output Artifact Bundle in any of the preceding actions',
    ]);
    expect(problemsOf(pipeline('r').replace('Name: Build\n', 'Name: no/slash\n'))).toEqual([
      expect.stringMatching(/^20: Value 'no\/slash' at 'pipeline.stages.2.member.name' failed to satisfy constraint/),
    ]);
    const project = `Resources:
  Project:
    Type: AWS::CodeBuild::Project
    Properties:
      ServiceRole: builder
      Artifacts: { Type: NO_ARTIFACTS }
      Environment: { Type: LINUX_CONTAINER, ComputeType: BUILD_GENERAL1_SMALL, Image: x }
      Source:
        Type: NO_SOURCE
        BuildSpec: |
          version: 0.2
          phases: { build: { comands: [echo] } }
`;
    const said = 'Invalid buildspec phase build: commands is required';
    expect(ask(project).problems).toMatchObject([{ line: 12, column: 21, message: expect.stringContaining(said) }]);
    const folded = project.replace('BuildSpec: |', 'BuildSpec: >');
    expect(problemsOf(folded)[0]).toMatch(/^10: line 1 of the text: /);
  });

  it('says nothing of values that only a stack knows', () => {
    const text = pipeline('!ImportValue repository', '{ ProjectName: !ImportValue project }').replace(
      'RoleArn: !GetAtt Role.Arn',
      'RoleArn: !ImportValue role',
    );
    const { problems, requests } = ask(text, { parameters: { Repository: 'r' } });
    expect(problems).toEqual([]);
    expect(requests.map(({ id }) => id)).toEqual(['Pipeline']);
  });
});

describe('a pipeline before it is created', () => {
  it('is refused by its shape, then by its structure', () => {
    expect(definitionCheck.checkPipeline({ name: 'p', roleArn: 'x', stages: [] }, HOME)).toEqual([
      expect.stringContaining("Value 'x' at 'pipeline.roleArn' failed to satisfy constraint"),
    ]);
    const roleArn = 'arn:aws:iam::123456789012:role/r';
    expect(definitionCheck.checkPipeline({ name: 'p', roleArn, stages: [] }, HOME)).toEqual([
      'Pipeline has only 0 stage(s). There should be a minimum of 2 stages in a pipeline',
      'Pipeline must have either an artifactStore or artifactStores, and not both',
    ]);
  });
});
