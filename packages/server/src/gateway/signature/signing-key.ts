import { createHmac } from 'node:crypto';

export type SigningKey = (secretAccessKey: string, scope: CredentialScope) => Buffer;

/** `20260131/us-east-1/s3/aws4_request`, taken apart. */
export interface CredentialScope {
  readonly day: string;
  readonly region: string;
  readonly service: string;
}

const MOST_KEPT = 1000;

/** Derives SigV4 signing keys; a key is good for a day, so the last ones are kept. */
export function createSigningKeys(): SigningKey {
  const kept = new Map<string, Buffer>();
  return (secretAccessKey, { day, region, service }) => {
    const id = `${day}\n${region}\n${service}\n${secretAccessKey}`;
    const known = kept.get(id);
    if (known) return known;
    const key = [region, service, 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secretAccessKey}`, day));
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(id, key);
    return key;
  };
}

export function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
