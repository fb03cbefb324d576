import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { expect } from 'vitest';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

const ROLE = 'arn:aws:iam::123456789012:role/pipeline';
const CONNECTION =
  'arn:aws:codestar-connections:us-east-1:123456789012:connection/11111111-2222-3333-4444-555555555555';

const ask = (name: string) => ({
  ...{ Name: name, RunOrder: '2' },
  ActionTypeId: { Category: 'Approval', Owner: 'AWS', Provider: 'Manual', Version: 1 },
});

const FETCH = {
  ...{ Name: 'Fetch', Namespace: 'Fetch', OutputArtifacts: [{ Name: 'Code' }] },
  ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'CodeStarSourceConnection', Version: '1' },
  Configuration: { ConnectionArn: CONNECTION, FullRepositoryId: 'a/b', BranchName: 'main', DetectChanges: false },
};

const BUILD = {
  ...{ Name: 'Build', InputArtifacts: [{ Name: 'Code' }], OutputArtifacts: [], RunOrder: 1 },
  ActionTypeId: { Category: 'Build', Owner: 'AWS', Provider: 'CodeBuild', Version: 1 },
  Configuration: {
    ...{ ProjectName: 'builder', BatchEnabled: true },
    EnvironmentVariables: [{ name: 'A', value: '#{Fetch.CommitId}' }],
  },
};

const WINDOW = {
  Result: 'FAIL',
  Rules: [
    {
      ...{ Name: 'InHours', RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'DeploymentWindow', Version: 1 } },
      Configuration: { Cron: '0 0 9-17 ? * MON-FRI *', TimeZone: 'UTC' },
    },
  ],
};

/** A source that nobody has: its pipeline ends where it begins. */
const POLLED = {
  ...{ name: 'Get', outputArtifacts: [{ name: 'Code' }] },
  actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: 1 },
  configuration: '{ "S3Bucket": "nowhere", "S3ObjectKey": "code.zip", "PollForSourceChanges": false }',
};

async function look(yard: Yard, name: string) {
  const codepipeline = yard.client(CodePipeline);
  const found = await unlessGone('PipelineNotFoundException', () => codepipeline.getPipeline({ name }));
  if (!found) return undefined;
  const { stageStates = [] } = await codepipeline.getPipelineState({ name });
  const { pipelineExecutionSummaries = [] } = await codepipeline.listPipelineExecutions({ pipelineName: name });
  const { tags } = await codepipeline.listTagsForResource({ resourceArn: found.metadata?.pipelineArn });
  return {
    ...found.pipeline,
    tags,
    closed: stageStates.flatMap(({ stageName, inboundTransitionState }) =>
      inboundTransitionState?.enabled ? [] : [`${stageName}: ${inboundTransitionState?.disabledReason}`],
    ),
    triggers: found.pipeline?.triggers ?? [],
    starts: [...new Set(pipelineExecutionSummaries.map(({ trigger }) => trigger?.triggerType))],
  };
}

const NEWER: ResourceCase = {
  type: 'AWS::CodePipeline::Pipeline',
  properties: {
    ...{ RoleArn: ROLE, PipelineType: 'V2', ExecutionMode: 'QUEUED', RestartExecutionOnUpdate: 'false' },
    ArtifactStores: [
      {
        Region: 'us-east-1',
        ArtifactStore: { Type: 'S3', Location: 'artifacts', EncryptionKey: { Id: 'alias/mine', Type: 'KMS' } },
      },
    ],
    // Without a value it cannot start by itself.
    Variables: [{ Name: 'Target', Description: 'where to' }],
    Triggers: [
      {
        ProviderType: 'CodeStarSourceConnection',
        GitConfiguration: {
          SourceActionName: 'Fetch',
          Push: [{ Branches: { Includes: ['main'] }, FilePaths: { Excludes: ['docs/**'] } }],
        },
      },
    ],
    Stages: [
      { Name: 'Source', Actions: [FETCH] },
      {
        ...{ Name: 'Build', Actions: [BUILD, ask('Check')], BeforeEntry: { Conditions: [WINDOW] } },
        OnFailure: { Result: 'RETRY', RetryConfiguration: { RetryMode: 'FAILED_ACTIONS' } },
      },
      { Name: 'Release', Actions: [ask('Release')], OnSuccess: { Conditions: [WINDOW] } },
    ],
    DisableInboundStageTransitions: [{ StageName: 'Release', Reason: 'Until tests are done' }],
    Tags: [{ Key: 'team', Value: 'a' }],
  },
  change: {
    ...{ ExecutionMode: 'SUPERSEDED', Triggers: [], Tags: [{ Key: 'group', Value: 'b' }] },
    Stages: [
      { Name: 'Source', Actions: [FETCH] },
      { Name: 'Release', Actions: [ask('Release')] },
      { Name: 'After', Actions: [ask('After')] },
    ],
    DisableInboundStageTransitions: [{ StageName: 'After', Reason: 'Later' }],
  },
  replacement: { Name: 'another' },
  broken: { properties: { Stages: [{ Name: 'Source', Actions: [FETCH] }] }, reason: /minimum of 2 stages/ },
  expected: {
    ...{ roleArn: ROLE, pipelineType: 'V2', executionMode: 'QUEUED' },
    artifactStores: { 'us-east-1': { location: 'artifacts', encryptionKey: { id: 'alias/mine', type: 'KMS' } } },
    variables: [{ name: 'Target', description: 'where to' }],
    triggers: [{ gitConfiguration: { sourceActionName: 'Fetch', push: [{ branches: { includes: ['main'] } }] } }],
    stages: [
      { actions: [{ actionTypeId: { version: '1' }, configuration: { DetectChanges: 'false' }, namespace: 'Fetch' }] },
      {
        name: 'Build',
        actions: [
          {
            configuration: {
              ...{ ProjectName: 'builder', BatchEnabled: 'true' },
              EnvironmentVariables: '[{"name":"A","value":"#{Fetch.CommitId}"}]',
            },
          },
          { actionTypeId: { version: '1' }, runOrder: 2 },
        ],
        beforeEntry: { conditions: [{ rules: [{ ruleTypeId: { provider: 'DeploymentWindow' } }] }] },
        onFailure: { result: 'RETRY', retryConfiguration: { retryMode: 'FAILED_ACTIONS' } },
      },
      { name: 'Release', onSuccess: { conditions: [{ result: 'FAIL' }] } },
    ],
    ...{ closed: ['Release: Until tests are done'], tags: [{ key: 'team', value: 'a' }] },
  },
  expectedChange: {
    ...{ executionMode: 'SUPERSEDED', closed: ['After: Later'], tags: [{ key: 'group', value: 'b' }] },
    stages: [{ name: 'Source' }, { name: 'Release' }, { name: 'After' }],
  },
  look,
};

const OLDER: ResourceCase = {
  type: 'AWS::CodePipeline::Pipeline',
  properties: {
    ...{ Name: 'older', RoleArn: ROLE, ArtifactStore: { Type: 'S3', Location: 'artifacts' } },
    Stages: [
      { name: 'Source', actions: [POLLED] },
      { Name: 'Ask', Actions: [ask('Ask')] },
    ],
  },
  change: {
    ...{ ArtifactStore: { Type: 'S3', Location: 'elsewhere' }, RestartExecutionOnUpdate: true },
    DisableInboundStageTransitions: [{ StageName: 'Ask', Reason: 'Wait' }],
  },
  broken: { properties: { Name: 'no name' }, reason: /name/ },
  expected: {
    ...{ artifactStore: { location: 'artifacts' }, closed: [], tags: [] },
    stages: [{ actions: [{ configuration: { S3Bucket: 'nowhere', PollForSourceChanges: 'false' } }] }, {}],
  },
  expectedChange: {
    ...{ artifactStore: { location: 'elsewhere' }, closed: ['Ask: Wait'] },
    starts: ['StartPipelineExecution', 'CreatePipeline'],
  },
  look,
};

const WEBHOOK: ResourceCase = {
  type: 'AWS::CodePipeline::Webhook',
  async prepare(yard) {
    const codepipeline = yard.client(CodePipeline);
    const stages = [
      { name: 'Source', actions: [gitHub('Fetch'), gitHub('Other')] },
      { name: 'Ask', actions: [{ name: 'Ask', actionTypeId: MANUAL }] },
    ];
    const pipeline = { name: 'hooked', roleArn: ROLE, artifactStore: { type: 'S3' as const, location: 'artifacts' } };
    // Without a value it cannot start by itself.
    const variables = [{ name: 'Target' }];
    await codepipeline.deletePipeline({ name: 'hooked' });
    await codepipeline.createPipeline({ pipeline: { ...pipeline, stages, variables } });
    return { TargetPipeline: 'hooked' };
  },
  properties: {
    ...{ Authentication: 'GITHUB_HMAC', AuthenticationConfiguration: { SecretToken: 'secret' } },
    ...{ TargetAction: 'Fetch', TargetPipelineVersion: '1', RegisterWithThirdParty: true },
    Filters: [{ JsonPath: '$.ref', MatchEquals: 'refs/heads/{Branch}' }],
  },
  change: {
    ...{ Authentication: 'IP', AuthenticationConfiguration: { AllowedIPRange: '10.0.0.0/8' }, TargetAction: 'Other' },
    Filters: [{ JsonPath: '$.action' }],
  },
  replacement: { Name: 'another' },
  broken: { properties: { Authentication: 'NONE' }, reason: /Authentication|authentication/ },
  expected: {
    definition: {
      ...{ authentication: 'GITHUB_HMAC', targetPipeline: 'hooked', targetAction: 'Fetch' },
      filters: [{ jsonPath: '$.ref', matchEquals: 'refs/heads/{Branch}' }],
    },
    url: expect.stringContaining('/_codeyard/webhooks/'),
  },
  expectedChange: {
    definition: {
      ...{ authentication: 'IP', authenticationConfiguration: { AllowedIPRange: '10.0.0.0/8' }, targetAction: 'Other' },
      filters: [{ jsonPath: '$.action' }],
    },
  },
  async look(yard, name) {
    const { webhooks = [] } = await yard.client(CodePipeline).listWebhooks({});
    return webhooks.find(({ definition }) => definition?.name === name);
  },
};

const MANUAL = { category: 'Approval' as const, owner: 'AWS' as const, provider: 'Manual', version: '1' };

const gitHub = (name: string) => ({
  ...{ name, outputArtifacts: [{ name }] },
  actionTypeId: { category: 'Source' as const, owner: 'ThirdParty' as const, provider: 'GitHub', version: '1' },
  configuration: { Owner: 'a', Repo: 'b', Branch: 'main', OAuthToken: 'token', PollForSourceChanges: 'false' },
});

export const CODEPIPELINE_CASES: readonly ResourceCase[] = [
  NEWER,
  OLDER,
  WEBHOOK,
  {
    type: 'AWS::CodePipeline::CustomActionType',
    properties: {
      ...{ Category: 'Build', Provider: 'Suite', Version: 1, Tags: [{ Key: 'team', Value: 'a' }] },
      InputArtifactDetails: { MinimumCount: '0', MaximumCount: '1' },
      OutputArtifactDetails: { MinimumCount: 0, MaximumCount: 2 },
      ConfigurationProperties: [
        ...[{ Name: 'Project', Key: 'true', Required: 'true', Secret: 'false', Queryable: true, Type: 'String' }],
        ...[{ Name: 'Password', Description: 'of it', Key: false, Required: false, Secret: true }],
      ],
      Settings: { EntityUrlTemplate: 'https://jobs.example/{Config:Project}/' },
    },
    change: { Tags: [{ Key: 'group', Value: 'b' }] },
    broken: {
      properties: { Version: '2', Settings: { EntityUrlTemplate: 'https://jobs.example/{Config:Password}/' } },
      reason: /Config:Password/,
    },
    expected: {
      id: { category: 'Build', owner: 'Custom', version: '1' },
      settings: { entityUrlTemplate: 'https://jobs.example/{Config:Project}/' },
      actionConfigurationProperties: [
        { name: 'Project', key: true, required: true, secret: false, queryable: true, type: 'String' },
        { name: 'Password', description: 'of it', secret: true },
      ],
      inputArtifactDetails: { minimumCount: 0, maximumCount: 1 },
      outputArtifactDetails: { minimumCount: 0, maximumCount: 2 },
      tags: [{ key: 'team', value: 'a' }],
    },
    expectedChange: { tags: [{ key: 'group', value: 'b' }] },
    /** Its physical id, a name that stands for nothing at the service, cannot be looked for. */
    async look(yard) {
      const codepipeline = yard.client(CodePipeline);
      const { actionTypes = [] } = await codepipeline.listActionTypes({ actionOwnerFilter: 'Custom' });
      const found = actionTypes.find(({ id }) => id?.provider === 'Suite');
      const resourceArn = `arn:aws:codepipeline:${yard.region}:${yard.account}:actiontype:Custom/Build/Suite/1`;
      return found && { ...found, tags: (await codepipeline.listTagsForResource({ resourceArn })).tags };
    },
  },
];
