import type {
  CreateProjectCommandInput,
  CreateWebhookCommandInput,
  UpdateProjectCommandInput,
  UpdateProjectVisibilityCommandInput,
  UpdateWebhookCommandInput,
} from '@aws-sdk/client-codebuild';
import { asObject, type Json, type JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, makeOnce } from '../calls.ts';
import { DONE, type ExistingCall, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';
import { tagsOf } from '../tags.ts';
import { spellValues } from './spell-values.ts';

/** What becomes of a property that an update takes away: UpdateProject leaves alone what it is not told. */
const DEFAULTS: Readonly<Record<string, Json>> = {
  AutoRetryLimit: 0,
  BadgeEnabled: false,
  BuildBatchConfig: {},
  Cache: { Type: 'NO_CACHE' },
  // Takes the limit away.
  ConcurrentBuildLimit: -1,
  Description: '',
  FileSystemLocations: [],
  LogsConfig: { CloudWatchLogs: { Status: 'ENABLED' }, S3Logs: { Status: 'DISABLED' } },
  QueuedTimeoutInMinutes: 480,
  SecondaryArtifacts: [],
  SecondarySources: [],
  SecondarySourceVersions: [],
  SourceVersion: '',
  TimeoutInMinutes: 60,
  VpcConfig: {},
};

/** The same of its webhook. */
const WEBHOOK_DEFAULTS: JsonObject = {
  BuildType: 'BUILD',
  FilterGroups: [],
  PullRequestBuildPolicy: { RequiresCommentApproval: 'ALL_PULL_REQUESTS' },
};

const REQUIRED = ['Artifacts', 'Environment', 'ServiceRole', 'Source'];
const DEFINITION = [...REQUIRED, ...Object.keys(DEFAULTS), 'EncryptionKey'];
const LONGEST_NAME = 150;

const nameOf = (call: ResourceCall) => textOf(call.properties.Name) ?? call.newName({ longest: LONGEST_NAME });
const arnOf = ({ stack, physicalId }: ExistingCall) =>
  `arn:aws:codebuild:${stack.region}:${stack.account}:project/${physicalId}`;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-project.html */
export const project: ResourceType = {
  type: 'AWS::CodeBuild::Project',
  properties: {
    ...Object.fromEntries(
      [...DEFINITION, 'ResourceAccessRole', 'Tags', 'Triggers', 'Visibility'].map((name) => [name, 'updates' as const]),
    ),
    Name: 'replaces',
  },
  required: REQUIRED,
  attributes: ['Arn', 'Id'],
  nameProperty: 'Name',
  identify: nameOf,
  request: (call) => ({ client: 'codebuild', operation: 'CreateProject', input: inputOf(call) }),
  async create(call) {
    const { aws, properties } = call;
    const name = nameOf(call);
    const input = inputOf(call);
    await makeOnce(call, 'ResourceAlreadyExistsException', () => aws.codebuild.createProject(input));
    const made = { ...call, physicalId: name };
    if (properties.Visibility !== undefined || properties.ResourceAccessRole !== undefined) await setVisibility(made);
    if (hasWebhook(properties)) await makeWebhook(made);
    return DONE;
  },
  async read(call) {
    const { projects = [] } = await call.aws.codebuild.batchGetProjects({ names: [call.physicalId] });
    return projects[0] && { Arn: projects[0].arn ?? arnOf(call), Id: call.physicalId };
  },
  async update(call) {
    const { aws, changed, physicalId, properties } = call;
    const gone = [...changed].filter((name) => !isGiven(properties, name) && name in DEFAULTS);
    const value: JsonObject = {
      ...Object.fromEntries(gone.map((name) => [name, DEFAULTS[name] ?? null])),
      ...definitionOf(call),
      ...(isGiven(properties, 'EncryptionKey') ? {} : { EncryptionKey: ownKeyOf(call) }),
      ...{ Name: physicalId, Tags: tagsOf(call) as unknown as Json },
    };
    await aws.codebuild.updateProject(call.fit<UpdateProjectCommandInput>('codebuild', 'UpdateProject', value));
    if (changed.has('Visibility') || changed.has('ResourceAccessRole')) await setVisibility(call);
    if (changed.has('Triggers')) await changeWebhook(call, call.previous);
    return DONE;
  },
  async delete({ aws, physicalId }) {
    return await deleteOnce('ResourceNotFoundException', () => aws.codebuild.deleteProject({ name: physicalId }));
  },
};

function inputOf(call: ResourceCall): CreateProjectCommandInput {
  const value = { ...definitionOf(call), Name: nameOf(call), Tags: tagsOf(call) as unknown as Json };
  return call.fit<CreateProjectCommandInput>('codebuild', 'CreateProject', value);
}

/** An empty text is how templates take a value away. */
const isGiven = (properties: JsonObject, name: string) => properties[name] !== undefined && properties[name] !== '';

/** What the template says of builds. */
function definitionOf(call: ResourceCall): JsonObject {
  const { properties } = call;
  const given = DEFINITION.filter((name) => isGiven(properties, name));
  const definition = asObject(spellValues(Object.fromEntries(given.map((name) => [name, properties[name] ?? null]))));
  const batch = asObject(definition.BuildBatchConfig);
  return {
    ...definition,
    ...(definition.ServiceRole === undefined ? {} : { ServiceRole: roleArnOf(call, definition.ServiceRole) }),
    ...(batch.ServiceRole === undefined
      ? {}
      : { BuildBatchConfig: { ...batch, ServiceRole: roleArnOf(call, batch.ServiceRole) } }),
  };
}

/** Many templates give a role by its name: what `Ref` of a role is. */
function roleArnOf({ stack }: ResourceCall, role: Json): Json {
  const text = textOf(role);
  return text === undefined || text.startsWith('arn:') ? role : `arn:aws:iam::${stack.account}:role/${text}`;
}

/** AWS's own key for S3, which encrypts where no key is named. */
const ownKeyOf = ({ stack }: ResourceCall) => `arn:aws:kms:${stack.region}:${stack.account}:alias/aws/s3`;

async function setVisibility(call: ExistingCall): Promise<void> {
  const { Visibility, ResourceAccessRole } = call.properties;
  const value = {
    ProjectArn: arnOf(call),
    ProjectVisibility: textOf(Visibility)?.toUpperCase() ?? 'PRIVATE',
    ...(ResourceAccessRole ? { ResourceAccessRole: roleArnOf(call, ResourceAccessRole) } : {}),
  };
  await call.aws.codebuild.updateProjectVisibility(
    call.fit<UpdateProjectVisibilityCommandInput>('codebuild', 'UpdateProjectVisibility', value),
  );
}

const hasWebhook = ({ Triggers }: JsonObject) => String(asObject(Triggers).Webhook).toLowerCase() === 'true';

function webhookOf({ physicalId, properties }: ExistingCall): JsonObject {
  const { Webhook: _, ...rest } = asObject(properties.Triggers);
  return { ProjectName: physicalId, ...rest };
}

async function makeWebhook(call: ExistingCall): Promise<void> {
  const input = call.fit<CreateWebhookCommandInput>('codebuild', 'CreateWebhook', webhookOf(call));
  await makeOnce(call, 'ResourceAlreadyExistsException', () => call.aws.codebuild.createWebhook(input));
}

async function changeWebhook(call: ExistingCall, previous: JsonObject): Promise<void> {
  const { aws, physicalId: projectName, properties } = call;
  if (!hasWebhook(previous)) {
    if (hasWebhook(properties)) await makeWebhook(call);
  } else if (hasWebhook(properties)) {
    const { ScopeConfiguration: _, ...told } = webhookOf(call);
    const value = { ...WEBHOOK_DEFAULTS, ...told };
    await aws.codebuild.updateWebhook(call.fit<UpdateWebhookCommandInput>('codebuild', 'UpdateWebhook', value));
  } else {
    await deleteOnce('ResourceNotFoundException', () => aws.codebuild.deleteWebhook({ projectName }));
  }
}
