import type { ActionTypeId, JobData } from '@aws-sdk/client-codepipeline';
import { declarationOf, declaredFor } from './declared.ts';
import { pipelineArn } from './describe.ts';
import type { Parts } from './parts.ts';
import { resolveConfiguration } from './resolve-configuration.ts';
import type { Job } from './rules/job.ts';
import { type ActionExecution, findAction, type NamedArtifact } from './store/actions.ts';
import { findExecution } from './store/executions.ts';
import { findPipeline } from './store/pipelines.ts';

const SESSION_SECONDS = 3_600;

/** All that a worker is told of its job: the configuration in clear, the artifacts, and credentials that open just these. */
export async function jobData(parts: Parts, job: Job): Promise<JobData | undefined> {
  const action = await findAction(parts.database, job.actionId);
  const pipeline = action && (await findPipeline(parts.database, action.pipeline));
  const execution = action && (await findExecution(parts.database, action.pipeline, action.executionId));
  if (!action || !pipeline || !execution) return undefined;
  const declaration = await declarationOf(parts.database, pipeline, action.document.version);
  const declared = declaredFor(declaration, action);
  const configuration = resolveConfiguration(parts, declared, execution);
  const store = declaration.artifactStore ?? declaration.artifactStores?.[parts.region];
  const artifactCredentials = await sessionFor(parts, declaration.roleArn ?? '', action);
  return {
    actionTypeId: declared.actionTypeId as ActionTypeId,
    actionConfiguration: { configuration: configuration.ok ? { ...configuration.values } : {} },
    pipelineContext: {
      pipelineName: pipeline.name,
      stage: { name: action.stage },
      action: { name: action.action, actionExecutionId: action.id },
      pipelineArn: pipelineArn(parts, pipeline.name),
      pipelineExecutionId: execution.id,
    },
    inputArtifacts: action.document.inputs.map(describeArtifact),
    outputArtifacts: action.document.outputs.map(describeArtifact),
    artifactCredentials,
    ...(job.continuation === undefined ? {} : { continuationToken: job.continuation }),
    ...(store?.encryptionKey ? { encryptionKey: store.encryptionKey } : {}),
  };
}

const describeArtifact = ({ name, bucket, key, revision }: NamedArtifact) => ({
  name,
  ...(revision ? { revision: revision.id } : {}),
  location: { type: 'S3' as const, s3Location: { bucketName: bucket, objectKey: key } },
});

const READ = ['s3:GetObject', 's3:GetObjectVersion'];
const WRITE = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

/** Reads the inputs, writes the outputs, and ends within the hour; asking for the details again brings fresh ones. */
async function sessionFor(parts: Parts, roleArn: string, { id, pipeline, document }: ActionExecution) {
  const principal = 'codepipeline.amazonaws.com';
  const aws = parts.awsAs({ kind: 'service', arn: principal, userId: principal, sessionName: pipeline });
  const arns = (list: readonly NamedArtifact[]) => list.map(({ bucket, key }) => `arn:aws:s3:::${bucket}/${key}`);
  const allow = (Action: string[], Resource: string[]) =>
    Resource.length > 0 ? [{ Effect: 'Allow', Action, Resource }] : [];
  const Statement = [...allow(READ, arns(document.inputs)), ...allow([...WRITE, ...READ], arns(document.outputs))];
  const nothing = { Effect: 'Deny', Action: '*', Resource: '*' };
  const { Credentials: session } = await aws.sts.assumeRole({
    RoleArn: roleArn,
    RoleSessionName: id,
    DurationSeconds: SESSION_SECONDS,
    Policy: JSON.stringify({ Version: '2012-10-17', Statement: Statement.length > 0 ? Statement : [nothing] }),
  });
  return {
    accessKeyId: session?.AccessKeyId ?? '',
    secretAccessKey: session?.SecretAccessKey ?? '',
    sessionToken: session?.SessionToken ?? '',
  };
}
