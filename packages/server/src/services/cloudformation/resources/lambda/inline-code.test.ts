import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Lambda } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../../testing/start-yard.ts';
import { zipInlineCode } from './inline-code.ts';

const NODE = `const response = require('cfn-response');
exports.handler = (event, context) => response.send(event, context, response.SUCCESS, { ä: 1 }, 'made', true);`;
const OLD_NODE = `exports.handler = function (event, context, callback) {
  require('./cfn-response').send(event, context, 'FAILED');
};`;
const PYTHON = `import cfnresponse
def handler(event, context):
  cfnresponse.send(event, context, cfnresponse.SUCCESS, {"ä": 1}, "made", noEcho=True)`;
const OLD_PYTHON = `import cfnresponse
def handler(event, context):
  cfnresponse.send(event, context, cfnresponse.FAILED, {}, reason="it broke")`;

const IDS = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'It' };

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

describe('code in a template', () => {
  let yard: Yard;
  const got: { method: string; type: string | undefined; body: Record<string, unknown> }[] = [];
  const server = createServer(async (request, answer) => {
    const body = JSON.parse(await textOf(request)) as Record<string, unknown>;
    got.push({ method: request.method ?? '', type: request.headers['content-type'], body });
    answer.end();
  });

  beforeAll(async () => {
    yard = await startYard();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.close();
    await yard?.stop();
  });

  it.each([
    ['nodejs20.x', NODE, { Status: 'SUCCESS', PhysicalResourceId: 'made', NoEcho: true, Data: { ä: 1 } }],
    ['nodejs22.x', OLD_NODE, { Status: 'FAILED', NoEcho: false, Reason: expect.stringContaining('Log Stream: 2') }],
    ['python3.12', PYTHON, { Status: 'SUCCESS', PhysicalResourceId: 'made', NoEcho: true, Data: { ä: 1 } }],
    ['python3.9', OLD_PYTHON, { Status: 'FAILED', NoEcho: false, Reason: 'it broke' }],
  ] as const)('of %s answers its custom resource (%#)', async (Runtime, source, expected) => {
    const lambda = yard.client(Lambda);
    const FunctionName = `answers-${got.length}`;
    const Code = { ZipFile: zipInlineCode(source, Runtime) };
    const Role = 'arn:aws:iam::123456789012:role/function';
    await lambda.createFunction({ FunctionName, Role, Runtime, Handler: 'index.handler', Code });
    const ResponseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?signed`;
    const before = got.length;
    const Payload = Buffer.from(JSON.stringify({ ...IDS, ResponseURL }));
    const { FunctionError, LogResult } = await lambda.invoke({ FunctionName, Payload, LogType: 'Tail' });
    expect([FunctionError, Buffer.from(LogResult ?? '', 'base64').toString()]).toEqual([
      undefined,
      expect.stringContaining('The response was taken with status 200'),
    ]);
    expect(got.slice(before)).toEqual([
      { method: 'PUT', type: '', body: expect.objectContaining({ ...IDS, PhysicalResourceId: expect.any(String) }) },
    ]);
    expect(got.at(-1)?.body).toMatchObject(expected);
  });

  it('is the same package for the same text', () => {
    expect(zipInlineCode(NODE, 'nodejs20.x')).toEqual(zipInlineCode(NODE, 'nodejs22.x'));
  });
});
