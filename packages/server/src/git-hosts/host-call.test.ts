import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deliveryOf, hasToken, isSameText, isSigned, readJson } from './host-call.ts';

const call = (headers: Record<string, string>, body = '{"a":1}') => ({
  headers,
  body: Buffer.from(body),
  address: '127.0.0.1',
});
const hmac = (algorithm: string, secret = 'key', body = '{"a":1}') =>
  `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;

describe('a signature', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['of today', { 'x-hub-signature-256': hmac('sha256') }, true],
    ['of Bitbucket', { 'x-hub-signature': hmac('sha256') }, true],
    ['of old', { 'x-hub-signature': hmac('sha1') }, true],
    ['with another secret', { 'x-hub-signature-256': hmac('sha256', 'other') }, false],
    ['of another body', { 'x-hub-signature-256': hmac('sha256', 'key', '{}') }, false],
    [
      'that is false beside an old one that is right',
      { 'x-hub-signature-256': 'no', 'x-hub-signature': hmac('sha1') },
      false,
    ],
    ['cut short', { 'x-hub-signature-256': hmac('sha256').slice(0, -1) }, false],
    ['in capitals', { 'x-hub-signature-256': hmac('sha256').toUpperCase() }, false],
    ['with MD5', { 'x-hub-signature': hmac('md5') }, false],
    ['that is empty', { 'x-hub-signature-256': '' }, false],
    ['that is missing', {}, false],
  ])('%s: %#', (_, headers, isRight) => {
    expect(isSigned(call(headers), 'key')).toBe(isRight);
  });

  it('of GitLab is the secret itself', () => {
    expect(hasToken(call({ 'x-gitlab-token': 'key' }), 'key')).toBe(true);
    expect(hasToken(call({ 'x-gitlab-token': 'keys' }), 'key')).toBe(false);
    expect(hasToken(call({}), 'key')).toBe(false);
  });

  it('is compared byte by byte', () => {
    expect(isSameText('é', 'é')).toBe(true);
    expect(isSameText('é', 'e')).toBe(false);
  });
});

describe('a body', () => {
  it('is JSON, or a form with JSON in it', () => {
    expect(readJson(call({}))).toEqual({ a: 1 });
    const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    expect(readJson(call(form, `payload=${encodeURIComponent('{"b":"ä"}')}`))).toEqual({ b: 'ä' });
    expect(readJson(call(form, 'load=1'))).toBeUndefined();
    expect(readJson(call({}, '<xml/>'))).toBeUndefined();
  });
});

it.each([
  [{ 'x-github-delivery': 'd' }, 'd'],
  [{ 'idempotency-key': 'k', 'x-gitlab-event-uuid': 'u' }, 'k'],
  [{ 'x-request-uuid': 'r' }, 'r'],
  [{}, ''],
])('the name of a delivery in %j is %j', (headers, name) => {
  expect(deliveryOf(call(headers))).toBe(name);
});
