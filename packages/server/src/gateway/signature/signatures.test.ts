import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CodePipelineClient, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { type RunningGateway, startGateway, TEST_CALLER, TEST_KEY, toyService } from '../testing/start-gateway.ts';

const HOUR = 3_600_000;
const SESSION = { accessKeyId: 'ASIASESSION', secretAccessKey: 'session-secret', sessionToken: 'token' };
const clock = new FakeClock(Date.now());
const stored = new Map<string, string>();
let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway({
    clock,
    credentials: {
      [SESSION.accessKeyId]: { ...SESSION, expiresAt: clock.now() + HOUR, caller: TEST_CALLER },
      ASIAOLD: { ...SESSION, expiresAt: clock.now() - 1, caller: TEST_CALLER },
    },
    services: [
      toyService('codepipeline', 'codepipeline', { operations: { ListPipelines: () => ({ pipelines: [] }) } }),
      toyService('sts', 'sts', { operations: { GetCallerIdentity: () => ({ Account: '1' }) } }),
      toyService('s3', 's3', {
        operations: {
          ListBuckets: () => ({ Buckets: [] }),
          PutObject: async ({ Key, Body }: { Key: string; Body: Readable }) => {
            stored.set(Key, await text(Body));
            return { ETag: '"e"' };
          },
          GetObject: ({ Key }: { Key: string }) => ({ Body: Readable.from([stored.get(Key) ?? '']) }),
        },
      }),
    ],
  });
});
afterAll(() => gateway.stop());

const CALLS = {
  codepipeline: (config: object) =>
    new CodePipelineClient({ ...gateway.client, ...config }).send(new ListPipelinesCommand({})),
  sts: (config: object) => new STSClient({ ...gateway.client, ...config }).send(new GetCallerIdentityCommand({})),
  s3: (config: object) =>
    new S3Client({ ...gateway.client, forcePathStyle: true, ...config }).send(new ListBucketsCommand({})),
};
type Called = keyof typeof CALLS;

describe('what is wrong with a signature is told by the code of AWS', () => {
  const unsigned = { signer: { sign: async (request: unknown) => request } };
  test.each<[string, object, Record<Called, string>]>([
    [
      'unknown key',
      { credentials: { ...TEST_KEY, accessKeyId: 'AKIAOTHER' } },
      { codepipeline: 'UnrecognizedClientException', sts: 'InvalidClientTokenId', s3: 'InvalidAccessKeyId' },
    ],
    [
      'wrong secret',
      { credentials: { ...TEST_KEY, secretAccessKey: 'x' } },
      { codepipeline: 'InvalidSignatureException', sts: 'SignatureDoesNotMatch', s3: 'SignatureDoesNotMatch' },
    ],
    [
      'old date',
      { systemClockOffset: -HOUR },
      { codepipeline: 'InvalidSignatureException', sts: 'SignatureDoesNotMatch', s3: 'RequestTimeTooSkewed' },
    ],
    [
      'date to come',
      { systemClockOffset: HOUR },
      { codepipeline: 'InvalidSignatureException', sts: 'SignatureDoesNotMatch', s3: 'RequestTimeTooSkewed' },
    ],
    [
      'wrong token',
      { credentials: { ...SESSION, sessionToken: 'other' } },
      { codepipeline: 'UnrecognizedClientException', sts: 'InvalidClientTokenId', s3: 'InvalidToken' },
    ],
    [
      'token where none belongs',
      { credentials: { ...TEST_KEY, sessionToken: 'x' } },
      { codepipeline: 'UnrecognizedClientException', sts: 'InvalidClientTokenId', s3: 'InvalidToken' },
    ],
    [
      'ended session',
      { credentials: { ...SESSION, accessKeyId: 'ASIAOLD' } },
      { codepipeline: 'ExpiredTokenException', sts: 'ExpiredToken', s3: 'ExpiredToken' },
    ],
    [
      'no signature',
      unsigned,
      { codepipeline: 'MissingAuthenticationTokenException', sts: 'MissingAuthenticationToken', s3: 'AccessDenied' },
    ],
  ])('%s', async (_, config, codes) => {
    for (const [service, name] of Object.entries(codes) as [Called, string][]) {
      await expect(CALLS[service](config), service).rejects.toMatchObject({ name });
    }
  });

  test('a region we do not serve is named, with what to set; STS takes any', async () => {
    await expect(CALLS.codepipeline({ region: 'eu-west-1' })).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringContaining('set AWS_REGION=us-east-1'),
    });
    await expect(CALLS.s3({ region: 'eu-west-1' })).rejects.toMatchObject({ name: 'AuthorizationHeaderMalformed' });
    await expect(CALLS.sts({ region: 'eu-west-1' })).resolves.toMatchObject({ Account: '1' });
  });

  test('a session is good until it ends', async () => {
    await expect(CALLS.codepipeline({ credentials: SESSION })).resolves.toMatchObject({ pipelines: [] });
  });

  test('a header that came in on the way is not believed', async () => {
    const client = new S3Client({ ...gateway.client, forcePathStyle: true });
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-amz-acl'] = 'public-read';
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(client.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('presigned URLs', () => {
  const client = () => new S3Client({ ...gateway.client, forcePathStyle: true });
  const sign = (seconds = 60, options = {}) =>
    getSignedUrl(client(), new GetObjectCommand({ Bucket: 'b', Key: 'a b+ü' }), { expiresIn: seconds, ...options });

  test('put and get without further signing', async () => {
    const url = await getSignedUrl(client(), new PutObjectCommand({ Bucket: 'b', Key: 'a b+ü' }), { expiresIn: 60 });
    expect((await fetch(url, { method: 'PUT', body: 'hello' })).status).toBe(200);
    expect(await (await fetch(await sign())).text()).toBe('hello');
  });

  test('are refused when changed, expired, or good for too long', async () => {
    const url = await sign();
    expect(await (await fetch(url.replace('/a%20b', '/b%20b'))).text()).toContain('<Code>SignatureDoesNotMatch</Code>');
    const expired = await sign(60, { signingDate: new Date(clock.now() - HOUR) });
    const answer = await fetch(expired);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
    const week = url.replace('X-Amz-Expires=60', 'X-Amz-Expires=604801');
    expect(await (await fetch(week)).text()).toContain('<Code>AuthorizationQueryParametersError</Code>');
  });

  test('carry the token of a session', async () => {
    const session = new S3Client({ ...gateway.client, forcePathStyle: true, credentials: SESSION });
    const url = await getSignedUrl(session, new GetObjectCommand({ Bucket: 'b', Key: 'a b+ü' }), { expiresIn: 60 });
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(url.replace('X-Amz-Security-Token=token', 'X-Amz-Security-Token=other'))).status).toBe(400);
  });
});
