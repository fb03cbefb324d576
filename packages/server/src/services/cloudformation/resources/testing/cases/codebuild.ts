import { CodeBuild } from '@aws-sdk/client-codebuild';
import { expect } from 'vitest';
import type { Yard } from '../../../../../testing/start-yard.ts';
import type { ResourceCase } from '../resource-case.ts';

const ROLE = 'arn:aws:iam::123456789012:role/builder';

async function lookAtProject(yard: Yard, name: string) {
  const { projects = [] } = await yard.client(CodeBuild).batchGetProjects({ names: [name] });
  return projects[0];
}

/** Spelled as templates in the field do. */
const SPELLED: ResourceCase = {
  type: 'AWS::CodeBuild::Project',
  properties: {
    ServiceRole: 'builder',
    Artifacts: { Type: 'no_artifacts' },
    Environment: {
      Type: 'linuxContainer',
      ComputeType: 'small',
      Image: 'aws/codebuild/standard:7.0',
      PrivilegedMode: 'true',
      EnvironmentVariables: [
        { Name: 'FLAG', Value: true },
        { Name: 'COUNT', Value: 3, Type: 'plaintext' },
        { Name: 'TOKEN', Value: 'token', Type: 'SECRETS_MANAGER' },
      ],
    },
    Source: {
      Type: 'github',
      Location: 'https://github.com/a/b.git',
      GitCloneDepth: '1',
      BuildSpec: { version: 0.2, phases: { build: { commands: ['make'] } } },
    },
    SourceVersion: 'main',
    Description: 'one',
    TimeoutInMinutes: '10',
    QueuedTimeoutInMinutes: 20,
    ConcurrentBuildLimit: 2,
    BadgeEnabled: 'true',
    EncryptionKey: 'alias/mine',
    Cache: { Type: 'local', Modes: ['LOCAL_SOURCE_CACHE'] },
    LogsConfig: { CloudWatchLogs: { Status: 'ENABLED', GroupName: 'builds' }, S3Logs: { Status: 'DISABLED' } },
    VpcConfig: { VpcId: 'vpc-1', Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
    SecondarySources: [{ Type: 'S3', Location: 'bucket/more.zip', SourceIdentifier: 'more' }],
    SecondarySourceVersions: [{ SourceIdentifier: 'more', SourceVersion: 'x' }],
    SecondaryArtifacts: [{ Type: 's3', Location: 'bucket', ArtifactIdentifier: 'extra', Packaging: 'zip' }],
    BuildBatchConfig: { ServiceRole: 'batcher', TimeoutInMins: '30', Restrictions: { MaximumBuildsAllowed: 4 } },
    FileSystemLocations: [],
    Visibility: 'PRIVATE',
    ResourceAccessRole: ROLE,
    Triggers: { Webhook: false },
    Tags: [{ Key: 'team', Value: 'a' }],
  },
  change: {
    Environment: { Type: 'container', ComputeType: 'BUILD_GENERAL1_LARGE', Image: 'other:1' },
    Source: { Type: 'NO_SOURCE', BuildSpec: 'version: 0.2\nphases: { build: { commands: [ls] } }' },
    ...{ SourceVersion: '', Description: 'two', Visibility: 'PUBLIC_READ', Tags: [{ Key: 'group', Value: 'b' }] },
    ...{ SecondarySources: [], SecondarySourceVersions: [], SecondaryArtifacts: [], TimeoutInMinutes: 15 },
  },
  replacement: { Name: 'another' },
  broken: { properties: { Source: { Type: 'S3' } }, reason: /location is required/ },
  expected: {
    ...{ description: 'one', serviceRole: ROLE, sourceVersion: 'main', encryptionKey: 'alias/mine' },
    ...{ timeoutInMinutes: 10, queuedTimeoutInMinutes: 20, concurrentBuildLimit: 2, badge: { badgeEnabled: true } },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      ...{ type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: 'aws/codebuild/standard:7.0' },
      privilegedMode: true,
      environmentVariables: [
        { name: 'FLAG', value: 'true', type: 'PLAINTEXT' },
        { name: 'COUNT', value: '3', type: 'PLAINTEXT' },
        { name: 'TOKEN', value: 'token', type: 'SECRETS_MANAGER' },
      ],
    },
    source: {
      ...{ type: 'GITHUB', gitCloneDepth: 1 },
      buildspec: '{"version":0.2,"phases":{"build":{"commands":["make"]}}}',
    },
    cache: { type: 'LOCAL', modes: ['LOCAL_SOURCE_CACHE'] },
    logsConfig: { cloudWatchLogs: { status: 'ENABLED', groupName: 'builds' } },
    vpcConfig: { vpcId: 'vpc-1', subnets: ['subnet-1'], securityGroupIds: ['sg-1'] },
    secondarySources: [{ type: 'S3', location: 'bucket/more.zip', sourceIdentifier: 'more' }],
    secondarySourceVersions: [{ sourceIdentifier: 'more', sourceVersion: 'x' }],
    secondaryArtifacts: [{ type: 'S3', artifactIdentifier: 'extra', packaging: 'ZIP' }],
    buildBatchConfig: { serviceRole: 'arn:aws:iam::123456789012:role/batcher', timeoutInMins: 30 },
    ...{ projectVisibility: 'PRIVATE', resourceAccessRole: ROLE, tags: [{ key: 'team', value: 'a' }] },
  },
  expectedChange: {
    environment: { computeType: 'BUILD_GENERAL1_LARGE', image: 'other:1', environmentVariables: [] },
    source: { type: 'NO_SOURCE', buildspec: expect.stringContaining('commands: [ls]') },
    ...{ sourceVersion: '', description: 'two', projectVisibility: 'PUBLIC_READ', timeoutInMinutes: 15 },
    ...{ secondarySources: [], secondarySourceVersions: [], secondaryArtifacts: [] },
    tags: [{ key: 'group', value: 'b' }],
  },
  look: lookAtProject,
};

/** What most templates have: all else is left to the service, before and after it was said. */
const SMALL: ResourceCase = {
  type: 'AWS::CodeBuild::Project',
  properties: {
    ...{ ServiceRole: ROLE, Artifacts: { Type: 'CODEPIPELINE' }, Source: { Type: 'CodePipeline' } },
    Environment: { Type: 'LINUX_CONTAINER', ComputeType: 'BUILD_GENERAL1_SMALL', Image: 'any/retired:1' },
  },
  change: {
    ...{ Description: 'said', TimeoutInMinutes: 5, QueuedTimeoutInMinutes: 5, ConcurrentBuildLimit: 1 },
    ...{ EncryptionKey: 'alias/mine', BadgeEnabled: true, Cache: { Type: 'S3', Location: 'bucket/cache' } },
    ...{ LogsConfig: { S3Logs: { Status: 'ENABLED', Location: 'bucket/logs' } }, VpcConfig: { VpcId: 'vpc-1' } },
    ...{ BuildBatchConfig: { TimeoutInMins: 5 }, AutoRetryLimit: 1, SourceVersion: 'main' },
    SecondarySources: [{ Type: 'S3', Location: 'bucket/more.zip', SourceIdentifier: 'more' }],
    FileSystemLocations: [{ Type: 'EFS', Identifier: 'fs', Location: 'fs-1:/', MountPoint: '/fs' }],
  },
  broken: {
    properties: { Triggers: { Webhook: true, FilterGroups: [[{ Type: 'EVENT', Pattern: 'PUSH' }]] } },
    reason: /Webhooks are not supported for source type CODEPIPELINE/,
  },
  expected: {
    ...{ timeoutInMinutes: 60, queuedTimeoutInMinutes: 480, cache: { type: 'NO_CACHE' } },
    ...{ badge: { badgeEnabled: false }, encryptionKey: expect.stringContaining('alias/aws/s3') },
    ...{ artifacts: { type: 'CODEPIPELINE' }, source: { type: 'CODEPIPELINE' }, said: [] },
  },
  expectedChange: {
    ...{ timeoutInMinutes: 5, queuedTimeoutInMinutes: 5, cache: { type: 'S3', location: 'bucket/cache' } },
    ...{ badge: { badgeEnabled: true }, encryptionKey: 'alias/mine' },
    said: [
      ...['description', 'concurrentBuildLimit', 'autoRetryLimit', 'sourceVersion', 'vpcConfig', 'buildBatchConfig'],
      ...['secondarySources', 'fileSystemLocations', 's3Logs'],
    ],
  },
  /** With the names of what else is said of it: none, when all of it was taken back. */
  async look(yard, name) {
    const found = await lookAtProject(yard, name);
    if (!found) return undefined;
    const { description, concurrentBuildLimit, autoRetryLimit, sourceVersion, logsConfig, vpcConfig } = found;
    const { buildBatchConfig, secondarySources, fileSystemLocations } = found;
    const s3Logs = logsConfig?.s3Logs?.status === 'ENABLED';
    const more = {
      ...{ description, concurrentBuildLimit, autoRetryLimit, sourceVersion, vpcConfig, buildBatchConfig },
      ...{ secondarySources, fileSystemLocations, s3Logs },
    };
    const isSaid = (value: unknown) => value && !['{}', '[]'].includes(JSON.stringify(value));
    return { ...found, said: Object.entries(more).flatMap(([key, value]) => (isSaid(value) ? key : [])) };
  },
};

const PUSHES = { Type: 'EVENT', Pattern: 'PUSH, RELEASED' };

/** With a webhook that its owner takes to the host, which nobody has to be asked for. */
const HOOKED: ResourceCase = {
  type: 'AWS::CodeBuild::Project',
  properties: {
    ...{ ServiceRole: ROLE, Artifacts: { Type: 'NO_ARTIFACTS' } },
    Source: { Type: 'GITHUB_ENTERPRISE', Location: 'https://git.example.com/acme/app' },
    Environment: { Type: 'LINUX_CONTAINER', ComputeType: 'BUILD_GENERAL1_SMALL', Image: 'x' },
    Triggers: {
      ...{ Webhook: 'true', BuildType: 'BUILD_BATCH' },
      FilterGroups: [
        [
          { Type: 'EVENT', Pattern: 'PUSH' },
          { Type: 'HEAD_REF', Pattern: 'wip', ExcludeMatchedPattern: 'true' },
        ],
      ],
      PullRequestBuildPolicy: { RequiresCommentApproval: 'DISABLED' },
    },
  },
  change: { Triggers: { Webhook: true, FilterGroups: [[{ Type: 'EVENT', Pattern: 'PULL_REQUEST_CREATED' }]] } },
  broken: {
    properties: { Triggers: { Webhook: true, FilterGroups: [[PUSHES]] } },
    reason: /RELEASED is not an event of source type GITHUB_ENTERPRISE/,
  },
  expected: {
    webhook: {
      buildType: 'BUILD_BATCH',
      filterGroups: [
        [
          { type: 'EVENT', pattern: 'PUSH', excludeMatchedPattern: false },
          { type: 'HEAD_REF', pattern: 'wip', excludeMatchedPattern: true },
        ],
      ],
      pullRequestBuildPolicy: { requiresCommentApproval: 'DISABLED' },
    },
  },
  expectedChange: {
    webhook: {
      buildType: 'BUILD',
      filterGroups: [[{ type: 'EVENT', pattern: 'PULL_REQUEST_CREATED', excludeMatchedPattern: false }]],
      pullRequestBuildPolicy: { requiresCommentApproval: 'ALL_PULL_REQUESTS' },
    },
  },
  look: lookAtProject,
};

/** Whose webhook comes and goes. */
const UNHOOKED: ResourceCase = {
  ...HOOKED,
  change: { Triggers: { Webhook: false } },
  broken: { properties: { Source: { Type: 'S3' } }, reason: /location is required/ },
  expectedChange: { isHooked: false },
  async look(yard, name) {
    const found = await lookAtProject(yard, name);
    return found && { ...found, isHooked: found.webhook !== undefined };
  },
};

export const CODEBUILD_CASES: readonly ResourceCase[] = [
  SPELLED,
  SMALL,
  HOOKED,
  UNHOOKED,
  {
    type: 'AWS::CodeBuild::ReportGroup',
    properties: {
      Type: 'TEST',
      ExportConfig: { ExportConfigType: 'NO_EXPORT' },
      DeleteReports: 'true',
      Tags: [{ Key: 'team', Value: 'a' }],
    },
    change: {
      DeleteReports: false,
      ExportConfig: {
        ExportConfigType: 'S3',
        S3Destination: { Bucket: 'reports', Path: 'raw', Packaging: 'ZIP', EncryptionDisabled: 'true' },
      },
      Tags: [],
    },
    replacement: { Type: 'CODE_COVERAGE', Name: 'coverage-of-a-stack' },
    broken: { properties: { ExportConfig: { ExportConfigType: 'S3' } }, reason: /requires a bucket/ },
    expected: { type: 'TEST', exportConfig: { exportConfigType: 'NO_EXPORT' }, tags: [{ key: 'team', value: 'a' }] },
    expectedChange: {
      exportConfig: {
        exportConfigType: 'S3',
        s3Destination: { bucket: 'reports', path: 'raw', packaging: 'ZIP', encryptionDisabled: true },
      },
      tags: [],
    },
    async look(yard, arn) {
      const { reportGroups = [] } = await yard.client(CodeBuild).batchGetReportGroups({ reportGroupArns: [arn] });
      return reportGroups[0];
    },
  },
  {
    type: 'AWS::CodeBuild::SourceCredential',
    properties: { ServerType: 'BITBUCKET', AuthType: 'PERSONAL_ACCESS_TOKEN', Token: 'arn:aws:secretsmanager:x' },
    change: { AuthType: 'SECRETS_MANAGER' },
    replacement: { ServerType: 'GITHUB_ENTERPRISE' },
    broken: { properties: { ServerType: 'FLOPPY' }, reason: /serverType/ },
    expected: { serverType: 'BITBUCKET', authType: 'PERSONAL_ACCESS_TOKEN' },
    expectedChange: { authType: 'SECRETS_MANAGER' },
    async look(yard, id) {
      const { sourceCredentialsInfos = [] } = await yard.client(CodeBuild).listSourceCredentials({});
      return sourceCredentialsInfos.find(({ arn }) => arn === id);
    },
  },
  {
    type: 'AWS::CodeBuild::Fleet',
    properties: {
      ...{ BaseCapacity: '2', EnvironmentType: 'linuxContainer', ComputeType: 'small', OverflowBehavior: 'ON_DEMAND' },
      ScalingConfiguration: {
        ...{ ScalingType: 'TARGET_TRACKING_SCALING', MaxCapacity: 4 },
        TargetTrackingScalingConfigs: [{ MetricType: 'FLEET_UTILIZATION_RATE', TargetValue: 80 }],
      },
      Tags: [{ Key: 'team', Value: 'a' }],
    },
    change: { BaseCapacity: 1, ComputeType: 'BUILD_GENERAL1_LARGE', OverflowBehavior: 'QUEUE', Tags: [] },
    replacement: { Name: 'another-fleet' },
    broken: { properties: { BaseCapacity: 0 }, reason: /baseCapacity must be from 1/ },
    expected: {
      ...{ baseCapacity: 2, environmentType: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL' },
      ...{ overflowBehavior: 'ON_DEMAND', status: { statusCode: 'ACTIVE' }, tags: [{ key: 'team', value: 'a' }] },
      scalingConfiguration: {
        ...{ scalingType: 'TARGET_TRACKING_SCALING', maxCapacity: 4, desiredCapacity: 2 },
        targetTrackingScalingConfigs: [{ metricType: 'FLEET_UTILIZATION_RATE', targetValue: 80 }],
      },
    },
    expectedChange: {
      ...{ baseCapacity: 1, computeType: 'BUILD_GENERAL1_LARGE', overflowBehavior: 'QUEUE', tags: [] },
    },
    async look(yard, arn) {
      const { fleets = [] } = await yard.client(CodeBuild).batchGetFleets({ names: [arn] });
      return fleets[0];
    },
  },
];
