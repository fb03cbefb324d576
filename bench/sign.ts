import { createHash, createHmac } from 'node:crypto';
import type { ServerProcess } from '../scenarios/testing/server-process.ts';
import type { SignedRequest } from './load.ts';

const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** An AWS JSON request signed with the server's root key. */
export function signJson(server: ServerProcess, service: string, target: string, input: object): SignedRequest {
  const body = JSON.stringify(input);
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${date.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  const { host } = new URL(server.endpoint);
  const names = 'content-type;host;x-amz-date;x-amz-target';
  const type = 'application/x-amz-json-1.1';
  const canonical = `POST\n/\n\ncontent-type:${type}\nhost:${host}\nx-amz-date:${date}\nx-amz-target:${target}\n\n${names}\n${sha256(body)}`;
  const { accessKeyId, secretAccessKey } = server.credentials;
  const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, date.slice(0, 8)), 'us-east-1'), service), 'aws4_request');
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).toString('hex');
  return {
    url: `${server.endpoint}/`,
    method: 'POST',
    headers: {
      'content-type': type,
      'content-length': String(Buffer.byteLength(body)),
      'x-amz-date': date,
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    },
    body,
  };
}
