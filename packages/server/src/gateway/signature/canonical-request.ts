import { hash } from 'node:crypto';
import type { HttpHead } from '../http-head.ts';
import type { Signature } from './read-signature.ts';
import type { CredentialScope } from './signing-key.ts';

/** What the client signed, as SigV4 writes it down; S3 encodes the path once, everyone else twice. */
export function canonicalRequest(head: HttpHead, signature: Signature, payloadHash: string): string {
  const path = canonicalPath(head.rawPath, signature.scope.service === 's3');
  const query = canonicalQuery(head.query);
  let headers = '';
  for (const name of signature.signedHeaders) headers += `${name}:${headerValue(head.headers[name])}\n`;
  return `${head.method}\n${path}\n${query}\n${headers}\n${signature.signedHeaders.join(';')}\n${payloadHash}`;
}

export function stringToSign(date: string, scope: CredentialScope, canonical: string): string {
  // Header values reach us byte by byte, and everything else is ASCII by now.
  const digest = hash('sha256', Buffer.from(canonical, 'latin1'), 'hex');
  return `AWS4-HMAC-SHA256\n${date}\n${scopeText(scope)}\n${digest}`;
}

export function scopeText({ day, region, service }: CredentialScope): string {
  return `${day}/${region}/${service}/aws4_request`;
}

function canonicalPath(rawPath: string, isS3: boolean): string {
  if (rawPath === '/') return '/';
  const encode = isS3 ? encodeRfc3986 : (text: string) => encodeRfc3986(encodeRfc3986(text));
  return rawPath
    .split('/')
    .map((segment) => encode(decodeURIComponent(segment)))
    .join('/');
}

function canonicalQuery(query: HttpHead['query']): string {
  if (query.length === 0) return '';
  return query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function headerValue(value: string | undefined): string {
  if (value === undefined) return '';
  return value.includes('  ') || value.includes('\t') ? value.trim().replace(/[ \t]+/g, ' ') : value.trim();
}

const UNENCODED = /[!'()*]/g;

export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(UNENCODED, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
