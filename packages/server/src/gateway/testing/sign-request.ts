import { createHash } from 'node:crypto';
import { canonicalRequest, stringToSign } from '../signature/canonical-request.ts';
import { basicDateOf } from '../signature/read-signature.ts';
import { createSigningKeys, hmac } from '../signature/signing-key.ts';
import { TEST_KEY } from './start-gateway.ts';

interface Unsigned {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly host: string;
  readonly body?: Buffer;
  readonly now?: number;
  /** The test key when left out. */
  readonly key?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const signingKey = createSigningKeys();

/** Headers of a signed request, for requests no client would make. */
export function signedHeaders(unsigned: Unsigned) {
  const { service, method, path, headers, host, body, now = Date.now(), key = TEST_KEY } = unsigned;
  const date = basicDateOf(now);
  const digest = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  const signed: Record<string, string> = { 'x-amz-content-sha256': digest, ...headers, host, 'x-amz-date': date };
  const [rawPath = '/', rawQuery = ''] = path.split('?');
  const query = [...new URLSearchParams(rawQuery)];
  const scope = { day: date.slice(0, 8), region: 'us-east-1', service };
  const signature = {
    accessKeyId: key.accessKeyId,
    scope,
    signedHeaders: Object.keys(signed).sort(),
    signature: '',
    date,
    sessionToken: undefined,
    payloadHash: undefined,
    expiresInSeconds: undefined,
  };
  const payloadHash = signed['x-amz-content-sha256'] ?? digest;
  const canonical = canonicalRequest({ method, rawPath, rawQuery, query, headers: signed }, signature, payloadHash);
  const hex = hmac(signingKey(key.secretAccessKey, scope), stringToSign(date, scope, canonical)).toString('hex');
  const credential = `${key.accessKeyId}/${scope.day}/${scope.region}/${service}/aws4_request`;
  signed.authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signature.signedHeaders.join(';')}, Signature=${hex}`;
  return signed;
}
