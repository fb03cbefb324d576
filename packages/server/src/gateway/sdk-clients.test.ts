import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import {
  CodePipelineClient,
  CreatePipelineCommand,
  DeletePipelineCommand,
  GetPipelineCommand,
  ListPipelinesCommand,
} from '@aws-sdk/client-codepipeline';
import { GetRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import {
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Refusal } from '../platform/refusal.ts';
import { type RunningGateway, startGateway, toyService } from './testing/start-gateway.ts';

const seen: Record<string, unknown> = {};
const objects = new Map<string, { body: string; metadata: Record<string, string> | undefined }>();
let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway({
    services: [
      toyService('codepipeline', 'codepipeline', {
        operations: {
          GetPipeline: ({ name }: { name: string }) => {
            if (name === 'absent') throw new Refusal('PipelineNotFoundException', "no pipeline 'absent'");
            if (name === 'broken') throw new Error('a bug');
            return { pipeline: { name, roleArn: 'r', stages: [], internal: 1 }, metadata: { created: new Date(1500) } };
          },
          CreatePipeline: (input: { pipeline: object }) => {
            seen.CreatePipeline = input;
            return { pipeline: input.pipeline };
          },
          DeletePipeline: () => undefined,
        },
        notYet: ['ListPipelines'],
      }),
      toyService('codebuild', 'codebuild', { operations: { StartBuild: () => ({}) } }),
      toyService('sts', 'sts', {
        operations: { GetCallerIdentity: (_: never, { caller }) => ({ UserId: caller.userId, Arn: caller.arn }) },
      }),
      toyService('iam', 'iam', {
        operations: {
          GetRole: () => {
            throw new Refusal('NoSuchEntityException', 'no such role');
          },
          ListRoles: () => ({
            Roles: [{ RoleName: 'a<&', RoleId: 'i', Path: '/', Arn: 'arn', CreateDate: new Date(0) }],
            IsTruncated: false,
          }),
        },
      }),
      toyService('sns', 'sns', {
        operations: {
          Publish: (input: object) => {
            seen.Publish = input;
            return { MessageId: 'm' };
          },
        },
      }),
      toyService('s3', 's3', {
        operations: {
          PutObject: async (input: { Key: string; Body: Readable; Metadata?: Record<string, string> }) => {
            const body = await text(input.Body);
            seen.trailers = (input.Body as { trailers?: unknown }).trailers;
            objects.set(input.Key, { body, metadata: input.Metadata });
            return { ETag: '"e"' };
          },
          GetObject: async ({ Key, Range }: { Key: string; Range?: string }) => {
            const { Readable } = await import('node:stream');
            const object = objects.get(Key);
            if (!object)
              throw new Refusal('NoSuchKey', 'The specified key does not exist.', { status: 404, members: { Key } });
            const body = Range ? object.body.slice(0, 2) : object.body;
            return {
              Body: Readable.from([Buffer.from(body)]),
              ContentLength: body.length,
              ...(Range && { ContentRange: `bytes 0-1/${object.body.length}` }),
              Metadata: object.metadata,
              LastModified: new Date(1000),
            };
          },
          HeadObject: ({ Key }: { Key: string }) => {
            const object = objects.get(Key);
            if (!object) throw new Refusal('NotFound', 'Not Found', { status: 404 });
            return { ContentLength: object.body.length, ETag: '"e"' };
          },
          ListObjectsV2: () => ({
            Name: 'b',
            Contents: [...objects.keys()].map((Key) => ({ Key, Size: 1, LastModified: new Date(1000) })),
          }),
          DeleteObjects: (input: { Delete: { Objects: { Key: string }[] } }) => ({ Deleted: input.Delete.Objects }),
          GetBucketLocation: () => ({ LocationConstraint: 'eu-west-1' }),
        },
      }),
    ],
  });
});
afterAll(() => gateway.stop());

test('AWS JSON: times are numbers, unknown output members stay here, and operations without output answer nothing', async () => {
  const client = new CodePipelineClient(gateway.client);
  const { pipeline, metadata, $metadata } = await client.send(new GetPipelineCommand({ name: 'p' }));
  expect(pipeline).toEqual({ name: 'p', roleArn: 'r', stages: [] });
  expect(metadata?.created).toEqual(new Date(1500));
  expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  await expect(client.send(new DeletePipelineCommand({ name: 'p' }))).resolves.toBeDefined();
});

test('refusals arrive as the exceptions of the model, faults as InternalFailure', async () => {
  const client = new CodePipelineClient(gateway.client);
  await expect(client.send(new GetPipelineCommand({ name: 'absent' }))).rejects.toMatchObject({
    name: 'PipelineNotFoundException',
    message: "no pipeline 'absent'",
    $metadata: { httpStatusCode: 400 },
  });
  await expect(client.send(new GetPipelineCommand({ name: 'broken' }))).rejects.toMatchObject({
    name: 'InternalFailure',
    $metadata: { httpStatusCode: 500 },
  });
  await expect(client.send(new ListPipelinesCommand({}))).rejects.toMatchObject({
    name: 'NotImplementedException',
    message: 'codepipeline ListPipelines is not implemented by Codeyard yet.',
    $metadata: { httpStatusCode: 501 },
  });
});

test('all broken constraints of a request are told in one reply, in the words of AWS', async () => {
  const client = new CodePipelineClient(gateway.client);
  const action = {
    name: 'bad name',
    actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
    configuration: { A: '' },
  };
  const pipeline = { name: 'p', roleArn: undefined, stages: [{ name: 's', actions: [action] }] };
  await expect(client.send(new CreatePipelineCommand({ pipeline: pipeline as never }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: [
      "3 validation errors detected: Value null at 'pipeline.roleArn' failed to satisfy constraint: Member must not be null",
      "Value 'bad name' at 'pipeline.stages.1.member.actions.1.member.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9.@\\-_]+",
      "Value at 'pipeline.stages.1.member.actions.1.member.configuration' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 50000, Member must have length greater than or equal to 1]",
    ].join('; '),
  });
  await expect(
    new CodeBuildClient(gateway.client).send(new StartBuildCommand({ projectName: '' })),
  ).rejects.toMatchObject({ name: 'InvalidInputException' });
});

test('Query: results, lists, maps, empty results and modelled error codes', async () => {
  expect(await new STSClient(gateway.client).send(new GetCallerIdentityCommand({}))).toMatchObject({
    UserId: '123456789012',
    Arn: 'arn:aws:iam::123456789012:root',
  });
  const iam = new IAMClient(gateway.client);
  const { Roles, IsTruncated } = await iam.send(new ListRolesCommand({}));
  expect(IsTruncated).toBe(false);
  expect(Roles?.[0]).toMatchObject({ RoleName: 'a<&', CreateDate: new Date(0) });
  await expect(iam.send(new GetRoleCommand({ RoleName: 'x' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    $metadata: { httpStatusCode: 404 },
  });
  await new SNSClient(gateway.client).send(
    new PublishCommand({ Message: 'é & +', MessageAttributes: { k: { DataType: 'String', StringValue: 'v' } } }),
  );
  expect(seen.Publish).toEqual({
    Message: 'é & +',
    MessageAttributes: { k: { DataType: 'String', StringValue: 'v' } },
  });
});

test('REST-XML: objects go in and out as streams, with metadata, ranges, trailers and errors', async () => {
  const s3 = new S3Client({ ...gateway.client, forcePathStyle: true });
  const key = "a b/ü+~!*()'.txt";
  await s3.send(new PutObjectCommand({ Bucket: 'b', Key: key, Body: 'hello', Metadata: { one: '1' } }));
  expect(objects.get(key)).toEqual({ body: 'hello', metadata: { one: '1' } });
  const got = await s3.send(new GetObjectCommand({ Bucket: 'b', Key: key }));
  expect(await got.Body?.transformToString()).toBe('hello');
  expect(got).toMatchObject({ Metadata: { one: '1' }, LastModified: new Date(1000), ContentLength: 5 });
  const part = await s3.send(new GetObjectCommand({ Bucket: 'b', Key: key, Range: 'bytes=0-1' }));
  expect(await part.Body?.transformToString()).toBe('he');
  expect(part.$metadata.httpStatusCode).toBe(206);
  expect((await s3.send(new HeadObjectCommand({ Bucket: 'b', Key: key }))).ContentLength).toBe(5);
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'b' }));
  expect(Contents?.map(({ Key }) => Key)).toEqual([key]);
  const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket: 'b', Delete: { Objects: [{ Key: 'x' }] } }));
  expect(Deleted).toEqual([{ Key: 'x' }]);
  await expect(s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'none' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
  await expect(s3.send(new HeadObjectCommand({ Bucket: 'b', Key: 'none' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
  const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket: 'b' }));
  expect(LocationConstraint).toBe('eu-west-1');
});
