import { createHmac } from 'node:crypto';
import type { Credentials } from '../credentials.ts';
import type { HttpHead } from '../http-head.ts';
import { presignedExpired, signatureMismatch } from './errors.ts';
import type { LegacySignature } from './read-signature.ts';
import { isSame } from './timing.ts';

interface LegacyExpectation {
  /** With the bucket, undecoded. */
  readonly resourcePath: string;
  readonly credentials: Credentials;
  readonly now: number;
}

/** Checks a SigV2 presigned URL: what `aws s3 presign` of version 1 makes for the oldest regions. */
export function verifyLegacy(
  head: HttpHead,
  signature: LegacySignature,
  { resourcePath, credentials, now }: LegacyExpectation,
): void {
  const end = Number(signature.expires) * 1000;
  if (now > end) {
    throw presignedExpired('s3', {
      Expires: new Date(end).toISOString(),
      ServerTime: new Date(now).toISOString(),
    });
  }
  const toSign = legacyStringToSign(head, signature, resourcePath);
  const want = createHmac('sha1', credentials.secretAccessKey).update(toSign, 'utf8').digest();
  if (!isSame(Buffer.from(signature.signature, 'base64'), want)) {
    throw signatureMismatch('s3', {
      AWSAccessKeyId: signature.accessKeyId,
      StringToSign: toSign,
      SignatureProvided: signature.signature,
    });
  }
}

/** Query parameters that name what is asked for, and so are signed. */
const SUBRESOURCES: ReadonlySet<string> = new Set([
  ...['accelerate', 'acl', 'cors', 'defaultObjectAcl', 'delete', 'encryption', 'lifecycle', 'location', 'logging'],
  ...['notification', 'partNumber', 'policy', 'publicAccessBlock', 'replication', 'requestPayment', 'restore'],
  ...['response-cache-control', 'response-content-disposition', 'response-content-encoding'],
  ...['response-content-language', 'response-content-type', 'response-expires'],
  ...['storageClass', 'tagging', 'torrent', 'uploadId', 'uploads', 'versionId', 'versioning', 'versions', 'website'],
]);

function legacyStringToSign(head: HttpHead, { expires }: LegacySignature, resourcePath: string): string {
  const { headers, query } = head;
  const amazonHeaders = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) if (name.startsWith('x-amz-')) amazonHeaders.set(name, value);
  // The token of temporary credentials is signed as if it were a header.
  for (const [name, value] of query) if (name === 'x-amz-security-token') amazonHeaders.set(name, value);
  const lines = [...amazonHeaders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}\n`);
  const subresources = query
    .filter(([name]) => SUBRESOURCES.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  const resource = subresources.length > 0 ? `${resourcePath}?${subresources.join('&')}` : resourcePath;
  const { 'content-md5': md5 = '', 'content-type': type = '' } = headers;
  return `${head.method}\n${md5}\n${type}\n${expires}\n${lines.join('')}${resource}`;
}
