/** One key of an action's configuration. */
export interface ConfigurationKey {
  readonly name: string;
  readonly required?: true;
  readonly secret?: true;
}

/** What there is to know of an action type besides how it acts. */
export interface ActionTypeDescription {
  readonly category: 'Source' | 'Build' | 'Test' | 'Deploy' | 'Invoke' | 'Approval' | 'Compute';
  readonly owner: 'AWS' | 'ThirdParty' | 'Custom';
  readonly provider: string;
  readonly inputs: readonly [min: number, max: number];
  readonly outputs: readonly [min: number, max: number];
  readonly configuration: readonly ConfigurationKey[];
  /** Longest run, in milliseconds. */
  readonly timeoutMs: number;
  /** Only pipelines of type V2 may use it. */
  readonly onlyV2?: true;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `Name*` is required, `Name!` a secret. */
function keys(text: string): ConfigurationKey[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((word) => ({
      name: word.replace(/[*!]+$/, ''),
      ...(word.includes('*') ? { required: true as const } : {}),
      ...(word.includes('!') ? { secret: true as const } : {}),
    }));
}

type Counts = readonly [number, number];

function describe(
  type: `${ActionTypeDescription['category']}/${'AWS' | 'ThirdParty'}/${string}`,
  inputs: Counts,
  outputs: Counts,
  configuration: string,
  rest: { timeoutMs?: number; onlyV2?: true } = {},
): ActionTypeDescription {
  const [category, owner, provider] = type.split('/') as [
    ActionTypeDescription['category'],
    'AWS' | 'ThirdParty',
    string,
  ];
  return { category, owner, provider, inputs, outputs, configuration: keys(configuration), timeoutMs: HOUR, ...rest };
}

const CODEBUILD_KEYS =
  'ProjectName* PrimarySource BatchEnabled CombineArtifacts BuildspecOverride EnvironmentVariables';

/** Every action type of AWS's own (spec §7), done or not; all are version 1. */
export const ACTION_TYPES: readonly ActionTypeDescription[] = [
  describe('Source/AWS/S3', [0, 0], [1, 1], 'S3Bucket* S3ObjectKey* AllowOverrideForS3ObjectKey PollForSourceChanges'),
  describe(
    'Source/AWS/CodeCommit',
    [0, 0],
    [1, 1],
    'RepositoryName* BranchName* PollForSourceChanges OutputArtifactFormat',
  ),
  describe(
    'Source/AWS/CodeStarSourceConnection',
    [0, 0],
    [1, 1],
    'ConnectionArn* FullRepositoryId* BranchName* OutputArtifactFormat DetectChanges',
  ),
  describe('Source/ThirdParty/GitHub', [0, 0], [1, 1], 'Owner* Repo* Branch* OAuthToken! PollForSourceChanges'),
  describe('Source/AWS/ECR', [0, 0], [1, 1], 'RepositoryName* ImageTag'),
  describe('Build/AWS/CodeBuild', [1, 5], [0, 5], CODEBUILD_KEYS, { timeoutMs: 36 * HOUR }),
  describe('Test/AWS/CodeBuild', [1, 5], [0, 5], CODEBUILD_KEYS, { timeoutMs: 8 * HOUR }),
  describe('Build/AWS/ECRBuildAndPublish', [1, 1], [0, 0], 'ECRRepositoryName* DockerFilePath ImageTags RegistryType', {
    onlyV2: true,
  }),
  describe('Compute/AWS/Commands', [1, 10], [0, 1], 'EnvironmentType ComputeType VpcId Subnets SecurityGroupIds', {
    onlyV2: true,
    timeoutMs: 55 * MINUTE,
  }),
  describe('Test/AWS/DeviceFarm', [1, 1], [0, 0], 'AppType* ProjectId* App* TestType* DevicePoolArn*'),
  describe('Approval/AWS/Manual', [0, 0], [0, 0], 'NotificationArn CustomData ExternalEntityLink', {
    timeoutMs: 7 * DAY,
  }),
  describe(
    'Deploy/AWS/S3',
    [1, 1],
    [0, 0],
    'BucketName* Extract* ObjectKey KMSEncryptionKeyARN CannedACL CacheControl',
    { timeoutMs: 90 * MINUTE },
  ),
  describe(
    'Deploy/AWS/CloudFormation',
    [0, 10],
    [0, 1],
    'ActionMode* StackName* ChangeSetName TemplatePath TemplateConfiguration Capabilities RoleArn ParameterOverrides OutputFileName',
    { timeoutMs: 3 * DAY },
  ),
  describe(
    'Deploy/AWS/CloudFormationStackSet',
    [1, 3],
    [0, 0],
    'StackSetName* TemplatePath* Description Parameters Capabilities PermissionModel AdministrationRoleArn ExecutionRoleName OrganizationsAutoDeployment DeploymentTargets Regions FailureTolerancePercentage MaxConcurrentPercentage CallAs',
  ),
  describe(
    'Deploy/AWS/CloudFormationStackInstances',
    [0, 3],
    [0, 0],
    'StackSetName* Regions* DeploymentTargets ParameterOverrides FailureTolerancePercentage MaxConcurrentPercentage CallAs',
  ),
  describe('Deploy/AWS/CodeDeploy', [1, 1], [0, 0], 'ApplicationName* DeploymentGroupName*', { timeoutMs: 5 * DAY }),
  describe(
    'Deploy/AWS/CodeDeployToECS',
    [1, 5],
    [0, 0],
    `ApplicationName* DeploymentGroupName* TaskDefinitionTemplateArtifact* AppSpecTemplateArtifact* TaskDefinitionTemplatePath AppSpecTemplatePath ${[1, 2, 3, 4].map((n) => `Image${n}ArtifactName Image${n}ContainerName`).join(' ')}`,
    { timeoutMs: 5 * DAY },
  ),
  describe('Deploy/AWS/ECS', [1, 1], [0, 0], 'ClusterName* ServiceName* FileName DeploymentTimeout'),
  describe(
    'Deploy/AWS/EC2',
    [1, 1],
    [0, 0],
    'InstanceTagKey* InstanceTagValue InstanceType* DeploySpec TargetDirectory PostScript PreScript MaxBatch MaxError TargetGroupNameList',
    { onlyV2: true },
  ),
  describe(
    'Deploy/AWS/EKS',
    [1, 1],
    [0, 0],
    'ClusterName* HelmReleaseName HelmChartLocation HelmValuesFiles ManifestFiles Namespace Subnets SecurityGroupIds',
    { onlyV2: true },
  ),
  describe(
    'Deploy/AWS/Lambda',
    [0, 1],
    [0, 0],
    'FunctionName* FunctionAlias PublishedTargetVersion DeployStrategy Alarms',
    { onlyV2: true, timeoutMs: 2 * DAY },
  ),
  describe('Deploy/AWS/ElasticBeanstalk', [1, 1], [0, 0], 'ApplicationName* EnvironmentName*'),
  describe(
    'Deploy/AWS/ServiceCatalog',
    [1, 1],
    [0, 0],
    'ProductId TemplateFilePath ProductVersionName ProductType ProductVersionDescription ConfigurationFilePath',
  ),
  describe(
    'Deploy/AWS/AppConfig',
    [1, 1],
    [0, 0],
    'Application* Environment* ConfigurationProfile* InputArtifactConfigurationPath* DeploymentStrategy',
  ),
  describe('Deploy/ThirdParty/AlexaSkillsKit', [1, 2], [0, 0], 'ClientId* ClientSecret*! RefreshToken*! SkillId*'),
  describe('Invoke/AWS/Lambda', [0, 5], [0, 5], 'FunctionName* UserParameters', { timeoutMs: DAY }),
  describe('Invoke/AWS/StepFunctions', [0, 1], [0, 1], 'StateMachineArn* ExecutionNamePrefix InputType Input', {
    timeoutMs: 7 * DAY,
  }),
  describe('Invoke/AWS/CodePipeline', [0, 0], [0, 0], 'PipelineName* SourceRevisions Variables', { onlyV2: true }),
  describe(
    'Invoke/AWS/InspectorScan',
    [0, 1],
    [0, 1],
    'InspectorRunMode* ECRRepositoryName ImageTag CriticalThreshold HighThreshold MediumThreshold LowThreshold',
  ),
];

interface ActionTypeId {
  readonly category?: string | undefined;
  readonly owner?: string | undefined;
  readonly provider?: string | undefined;
  readonly version?: string | undefined;
}

/** Some templates call the connection source a third party's. */
export function findActionType(id: ActionTypeId | undefined): ActionTypeDescription | undefined {
  if (id?.version !== '1') return undefined;
  const isConnection = id.provider === 'CodeStarSourceConnection';
  return ACTION_TYPES.find(
    (type) =>
      type.category === id.category && type.provider === id.provider && (type.owner === id.owner || isConnection),
  );
}
