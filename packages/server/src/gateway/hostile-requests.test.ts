import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Logger } from '../platform/logger.ts';
import { signedHeaders } from './testing/sign-request.ts';
import { type RunningGateway, startGateway, toyService } from './testing/start-gateway.ts';

const faults: unknown[] = [];
const logger = { error: (fields: unknown) => faults.push(fields) } as unknown as Logger;
let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway({
    logger,
    adminRoutes: (request, response) => {
      if (request.url === '/_codeyard/broken') throw new Error('a bug');
      response.end('admin');
    },
    services: [
      toyService('codepipeline', 'codepipeline', {
        operations: {
          CreatePipeline: (input: { pipeline: object }) => ({ pipeline: input.pipeline }),
          GetPipeline: () => {
            throw new Error('a bug with a secret in it');
          },
        },
      }),
      toyService('sns', 'sns', { operations: { Publish: () => ({ MessageId: 'm' }) } }),
      toyService('s3', 's3', {
        operations: {
          PutObject: async ({ Body }: { Body: Readable }) => {
            await text(Body);
            return {};
          },
          GetObject: () => ({ Body: Readable.from(endless()) }),
          PutBucketTagging: () => undefined,
          ListObjects: () => ({}),
        },
      }),
    ],
  });
});
afterAll(() => gateway.stop());

async function* endless() {
  for (;;) yield Buffer.alloc(65536);
}

interface Sent {
  readonly service?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** Properly signed, whatever is in it. */
async function send({ service = 'codepipeline', method = 'POST', path = '/', headers = {}, body = '' }: Sent) {
  const bytes = Buffer.from(body as string);
  const signed = signedHeaders({ service, method, path, headers, body: bytes, host: `127.0.0.1:${gateway.port}` });
  const response = await fetch(gateway.endpoint + path, {
    method,
    headers: signed,
    ...(bytes.length > 0 && { body: bytes }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const TARGET = { 'x-amz-target': 'CodePipeline_20150709.CreatePipeline', 'content-type': 'application/x-amz-json-1.1' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('each is refused in the shape of AWS', () => {
  test.each<[string, Sent, number, string]>([
    ['malformed JSON', { headers: TARGET, body: '{"a":' }, 400, '"__type":"SerializationException"'],
    ['JSON that is no object', { headers: TARGET, body: '[]' }, 400, '"__type":"SerializationException"'],
    ['null', { headers: TARGET, body: 'null' }, 400, '"__type":"SerializationException"'],
    [
      'unknown operation',
      { headers: { ...TARGET, 'x-amz-target': 'CodePipeline_20150709.Nope' } },
      404,
      'UnknownOperationException',
    ],
    ['unknown target', { headers: { ...TARGET, 'x-amz-target': 'Nope' } }, 404, 'UnknownOperationException'],
    [
      'a target of Object',
      { headers: { ...TARGET, 'x-amz-target': 'CodePipeline_20150709.constructor' } },
      404,
      'UnknownOperationException',
    ],
    [
      'no target',
      { headers: { 'content-type': 'application/x-amz-json-1.1' }, body: '{}' },
      404,
      'UnknownOperationException',
    ],
    ['another path', { headers: TARGET, path: '/x', body: '{}' }, 404, 'UnknownOperationException'],
    ['wrong content type', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 404, 'UnknownOperationException'],
    [
      'an operation not done',
      { headers: { ...TARGET, 'x-amz-target': 'CodePipeline_20150709.ListPipelines' }, body: '{}' },
      501,
      'codepipeline ListPipelines',
    ],
    [
      'a service not served',
      { service: 'lambda', method: 'GET', path: '/2015-03-31/functions' },
      404,
      'Codeyard does not serve lambda',
    ],
    [
      'unknown action',
      { service: 'sns', headers: FORM, body: 'Action=Nope&Version=2010-03-31' },
      400,
      '<Code>InvalidAction</Code>',
    ],
    ['no action', { service: 'sns', headers: FORM, body: 'a=b' }, 400, '<Code>InvalidAction</Code>'],
    [
      'required field missing',
      { service: 'sns', headers: FORM, body: 'Action=Publish&Version=2010-03-31' },
      400,
      '<Code>ValidationError</Code>',
    ],
    [
      'malformed XML',
      { service: 's3', method: 'PUT', path: '/b?tagging', body: '<Tagging><a>' },
      400,
      '<Code>MalformedXML</Code>',
    ],
    [
      'entities',
      {
        service: 's3',
        method: 'PUT',
        path: '/b?tagging',
        body: '<!DOCTYPE a [<!ENTITY b "c">]><Tagging>&b;</Tagging>',
      },
      400,
      '<Code>MalformedXML</Code>',
    ],
    [
      'deep XML',
      { service: 's3', method: 'PUT', path: '/b?tagging', body: '<a>'.repeat(10_000) },
      400,
      '<Code>MalformedXML</Code>',
    ],
    ['no number', { service: 's3', method: 'GET', path: '/b?max-keys=many' }, 400, '<Code>InvalidArgument</Code>'],
    ['no such method', { service: 's3', method: 'PATCH', path: '/b/k' }, 405, '<Code>MethodNotAllowed</Code>'],
  ])('%s', async (_, sent, status, words) => {
    const answer = await send(sent);
    expect(answer.text).toContain(words);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-amzn-requestid') ?? answer.headers.get('x-amz-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a body larger than any operation takes', async () => {
    const answer = await send({ headers: TARGET, body: Buffer.alloc(10 * 1024 ** 2 + 1, 'a') });
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('RequestEntityTooLarge');
  });

  test.each(['/b/../../etc/passwd', '/../x', '/b/%2e%2e/x', '/%zz', '/b/%00', '/b?a=%zz'])(
    'the path %s',
    async (path) => {
      expect(await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 400 [\s\S]*InvalidURI/,
      );
    },
  );
});

test('a fault tells the client nothing but its id, and is logged once', async () => {
  faults.length = 0;
  const answer = await send({
    headers: { ...TARGET, 'x-amz-target': 'CodePipeline_20150709.GetPipeline' },
    body: '{"name":"p"}',
  });
  expect(answer.status).toBe(500);
  expect(answer.text).toContain('InternalFailure');
  expect(answer.text).not.toContain('secret');
  expect(faults).toMatchObject([{ requestId: answer.headers.get('x-amzn-requestid'), operation: 'GetPipeline' }]);
});

test('admin paths are not the gateway’s, and their faults end there', async () => {
  expect(await (await fetch(`${gateway.endpoint}/_codeyard/x`)).text()).toBe('admin');
  expect((await fetch(`${gateway.endpoint}/_codeyard/broken`)).status).toBe(500);
});

test('clients that leave while sending or receiving break nothing', async () => {
  faults.length = 0;
  const host = `127.0.0.1:${gateway.port}`;
  const put = signedHeaders({
    service: 's3',
    method: 'PUT',
    path: '/b/k',
    headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    host,
  });
  const get = signedHeaders({ service: 's3', method: 'GET', path: '/b/k', headers: {}, host });
  const lines = (headers: Record<string, string>) =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
  await raw(`PUT /b/k HTTP/1.1\r\nContent-Length: 1000\r\n${lines(put)}\r\nsome`, { leave: true });
  await raw(`GET /b/k HTTP/1.1\r\n${lines(get)}\r\n`, { leave: true });
  const alive = await send({ headers: TARGET, body: '{}' });
  expect(alive.status).toBe(400);
  expect(faults).toEqual([]);
});

test('an object sent with Expect: 100-continue is asked for', async () => {
  const host = `127.0.0.1:${gateway.port}`;
  const put = signedHeaders({
    service: 's3',
    method: 'PUT',
    path: '/b/k',
    headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    host,
  });
  const lines = Object.entries(put)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  const answer = await raw(
    `PUT /b/k HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\nConnection: close\r\n${lines}\r\n`,
    { onContinue: 'body' },
  );
  expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
});

describe('nothing that is sent makes a fault', () => {
  const answers = async (sent: Sent) => {
    const { status } = await send(sent);
    return status < 500 || status === 501;
  };
  const runs = { numRuns: 150 };

  test('any JSON', () =>
    fc.assert(
      fc.asyncProperty(fc.json(), (body) => answers({ headers: TARGET, body })),
      runs,
    ));
  test('any JSON where a pipeline belongs', () =>
    fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), (stages, roleArn) =>
        answers({ headers: TARGET, body: JSON.stringify({ pipeline: { name: 'p', stages, roleArn } }) }),
      ),
      runs,
    ));
  test('any bytes', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array(), (bytes) => answers({ headers: TARGET, body: Buffer.from(bytes) })),
      runs,
    ));
  test('any form', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.string(), fc.string())), (fields) =>
        answers({
          service: 'sns',
          headers: FORM,
          body: `Action=Publish&Version=2010-03-31&${new URLSearchParams(fields)}&MessageAttributes.entry.1.Name.x=1`,
        }),
      ),
      runs,
    ));
  test('any XML', () =>
    fc.assert(
      fc.asyncProperty(fc.string(), (inner) =>
        answers({ service: 's3', method: 'PUT', path: '/b?tagging', body: `<Tagging>${inner}</Tagging>` }),
      ),
      runs,
    ));
  test('any query', () =>
    fc.assert(
      fc.asyncProperty(fc.webQueryParameters(), (query) =>
        answers({ service: 's3', method: 'GET', path: `/b?${query}` }),
      ),
      runs,
    ));
});

/** What a server writes to a client that speaks bytes; `leave` hangs up at the first answer or after a moment. */
function raw(
  request: string,
  { leave = false, onContinue }: { leave?: boolean; onContinue?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(gateway.port, '127.0.0.1', () => socket.write(request));
    socket.setTimeout(300, () => leave && socket.destroy());
    socket.on('data', (piece) => {
      answer += piece;
      if (leave) socket.destroy();
      if (onContinue && answer.startsWith('HTTP/1.1 100') && !answer.includes('200 OK')) socket.write(onContinue);
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
