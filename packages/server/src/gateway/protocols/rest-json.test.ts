import { describe, expect, test } from 'vitest';
import { compileRestRoutes } from '../routing/rest-routes.ts';
import { startWalk, violationMessage } from '../schema/walk.ts';
import type { WireModel } from '../schema/wire-model.ts';
import type { WireCall } from './protocol.ts';
import { restJson } from './rest-json.ts';

/** No service of ours speaks REST-JSON yet, so the model is made by hand. */
const MODEL: WireModel = {
  sdkClient: 'toy',
  protocol: 'restJson1',
  signingName: 'toy',
  target: '',
  version: '1',
  operations: {
    Put: { http: ['PUT', '/things/{name}/{path+}', 201], input: 'PutInput', output: 'PutOutput' },
    Get: { http: ['GET', '/things/{name}', 200], input: 'GetInput', output: 'PutOutput' },
  },
  structures: {
    GetInput: { members: { name: { type: 'string', httpLabel: 1, required: true } } },
    PutInput: {
      members: {
        name: { type: 'string', httpLabel: 1, required: true, max: 5 },
        path: { type: 'string', httpLabel: 1, required: true },
        force: { type: 'boolean', httpQuery: 'force' },
        tags: { type: 'list', httpQuery: 'tag', element: { type: 'string' } },
        since: { type: 'timestamp', httpHeader: 'X-Since' },
        owner: { type: 'string', jsonName: 'theOwner', required: true },
      },
    },
    PutOutput: {
      members: {
        owner: { type: 'string', jsonName: 'theOwner' },
        at: { type: 'timestamp' },
        etag: { type: 'string', httpHeader: 'ETag' },
        code: { type: 'number', httpResponseCode: 1 },
      },
    },
    Gone: { members: { why: { type: 'string' } }, error: { status: 410 } },
  },
};

const call = (parts: Partial<WireCall>): WireCall => ({
  method: 'PUT',
  path: '/',
  query: [],
  headers: {},
  body: Buffer.alloc(0),
  ...parts,
});

describe('REST-JSON', () => {
  const codec = restJson(MODEL);

  test('routes by method and path, with decoded labels', () => {
    const find = compileRestRoutes(MODEL);
    const route = find({ method: 'PUT', path: '/things/a%2Fb/c/d%20e', query: [], headers: {} });
    expect(route).toEqual({ operation: 'Put', labels: { name: 'a/b', path: 'c/d e' } });
    expect(find({ method: 'GET', path: '/things/a', query: [], headers: {} })?.operation).toBe('Get');
    expect(find({ method: 'POST', path: '/things/a', query: [], headers: {} })).toBeUndefined();
  });

  test('gathers input from path, query, headers and body, and from nowhere else', () => {
    const walk = startWalk();
    const input = codec.operation('Put').decode(
      call({
        labels: { name: 'n', path: 'p/q' },
        query: [
          ['force', 'true'],
          ['tag', 'a'],
          ['tag', 'b'],
        ],
        headers: { 'x-since': 'Thu, 01 Jan 1970 00:00:01 GMT' },
        body: Buffer.from('{"theOwner":"o","name":"other","more":1}'),
      }),
      walk,
    );
    expect(walk.count).toBe(0);
    expect(input).toEqual({ name: 'n', path: 'p/q', force: true, tags: ['a', 'b'], since: new Date(1000), owner: 'o' });
  });

  test('tells broken constraints of all places together', () => {
    const walk = startWalk();
    codec.operation('Put').decode(call({ labels: { name: 'too long', path: 'p' }, body: Buffer.from('{}') }), walk);
    expect(violationMessage(walk)).toBe(
      "2 validation errors detected: Value null at 'owner' failed to satisfy constraint: Member must not be null; Value 'too long' at 'name' failed to satisfy constraint: Member must have length less than or equal to 5",
    );
  });

  test('spreads output over status, headers and body', () => {
    const response = codec.operation('Put').encode({ owner: 'o', at: new Date(1500), etag: 'e', extra: 1 }, 'r');
    expect(response).toEqual({
      status: 201,
      headers: { 'content-type': 'application/json', etag: 'e', 'x-amzn-requestid': 'r' },
      body: '{"theOwner":"o","at":1.5}',
    });
    expect(codec.operation('Put').encode({ code: 202 }, 'r').status).toBe(202);
  });

  test('errors take their status from the model', () => {
    const error = {
      code: 'Gone',
      message: 'm',
      status: 400,
      members: { why: 'w' },
      requestId: 'r',
      resource: '/',
      method: 'GET',
    };
    expect(codec.encodeError(error)).toMatchObject({
      status: 410,
      headers: { 'x-amzn-errortype': 'Gone' },
      body: '{"__type":"Gone","why":"w","message":"m"}',
    });
  });
});
