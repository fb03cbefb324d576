import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { TEST_CALLER } from '../testing/start-gateway.ts';
import { payloadStream } from './payload.ts';
import { createSignatureVerifier } from './verify-signature.ts';

/** The example of AWS's documentation, "Signature calculations: transferring payload in multiple chunks". */
const KEY = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const HEADERS = {
  host: 's3.amazonaws.com',
  'x-amz-date': '20130524T000000Z',
  'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'content-encoding': 'aws-chunked',
  'x-amz-decoded-content-length': '66560',
  'content-length': '66824',
  authorization: `AWS4-HMAC-SHA256 Credential=${KEY.id}/20130524/us-east-1/s3/aws4_request,SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9`,
};
const BODY = Buffer.from(
  [
    '10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    'a'.repeat(65536),
    '400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'a'.repeat(1024),
    '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
    '',
    '',
  ].join('\r\n'),
);

async function verified() {
  const verify = createSignatureVerifier({
    region: 'us-east-1',
    clock: new FakeClock(Date.UTC(2013, 4, 24)),
    findCredentials: async (id) => (id === KEY.id ? { secretAccessKey: KEY.secret, caller: TEST_CALLER } : undefined),
  });
  const rawPath = '/examplebucket/chunkObject.txt';
  const head = { method: 'PUT', rawPath, rawQuery: '', query: [], headers: HEADERS };
  return verify(head, { family: 's3', signingName: 's3', resourcePath: rawPath }, undefined);
}

const pieces = (bytes: Buffer, size: number) =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    })(),
  );

describe.each([1, 7, 4096, 100_000])('in pieces of %i bytes', (size) => {
  test('signed chunks come out as they went in', async () => {
    expect(await text(payloadStream(pieces(BODY, size), await verified()))).toBe('a'.repeat(66560));
  });

  test('a changed byte is found out', async () => {
    const changed = Buffer.from(BODY);
    changed[200] = 'b'.charCodeAt(0);
    const stream = payloadStream(pieces(changed, size), await verified());
    await expect(text(stream)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  test('a body that breaks off is found out', async () => {
    const stream = payloadStream(pieces(BODY.subarray(0, 60_000), size), await verified());
    await expect(text(stream)).rejects.toMatchObject({ code: 'IncompleteBody' });
  });
});

describe('signed trailers', () => {
  const chain = {
    key: Buffer.from('key'),
    date: '20130524T000000Z',
    scope: { day: '20130524', region: 'r', service: 's3' },
    signature: 'seed',
  };
  const signed = { caller: TEST_CALLER, payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', chain };
  const sha = (data: string) => createHash('sha256').update(data).digest('hex');
  const sign = (kind: string, previous: string, rest: string) =>
    createHmac('sha256', 'key')
      .update(`AWS4-HMAC-SHA256-${kind}\n${chain.date}\n20130524/r/s3/aws4_request\n${previous}\n${rest}`)
      .digest('hex');

  function body(crc: string): Buffer {
    const first = sign('PAYLOAD', 'seed', `${sha('')}\n${sha('hello')}`);
    const last = sign('PAYLOAD', first, `${sha('')}\n${sha('')}`);
    const trailer = sign('TRAILER', last, sha('x-amz-checksum-crc32:NhCmhg==\n'));
    const lines = [`5;chunk-signature=${first}`, 'hello', `0;chunk-signature=${last}`, `x-amz-checksum-crc32:${crc}`];
    return Buffer.from([...lines, `x-amz-trailer-signature:${trailer}`, '', ''].join('\r\n'));
  }

  test('are verified like chunks', async () => {
    const stream = payloadStream(Readable.from([body('NhCmhg==')]), signed);
    expect(await text(stream)).toBe('hello');
    expect(stream).toMatchObject({ trailers: { 'x-amz-checksum-crc32': 'NhCmhg==' } });
    const changed = payloadStream(Readable.from([body('AAAAAA==')]), signed);
    await expect(text(changed)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });
});

describe('without signatures', () => {
  const unsigned = { caller: TEST_CALLER, payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', chain: undefined };

  test('trailers are on the stream once it has ended', async () => {
    const stream = payloadStream(
      Readable.from([Buffer.from('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n')]),
      unsigned,
    );
    expect(await text(stream)).toBe('hello');
    expect(stream).toMatchObject({ trailers: { 'x-amz-checksum-crc32': 'NhCmhg==' } });
  });

  test.each(['zz\r\nhello\r\n', '5\r\nhelloXX\r\n0\r\n\r\n', '0\r\nno header\r\n\r\n', `${'1'.repeat(5000)}`])(
    'framing that is none is refused: %.20j',
    async (body) => {
      const stream = payloadStream(Readable.from([Buffer.from(body)]), unsigned);
      await expect(text(stream)).rejects.toMatchObject({ status: 400 });
    },
  );

  test('a hash that was signed is compared with what came', async () => {
    const payloadHash = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
    const signed = { ...unsigned, payloadHash };
    expect(await text(payloadStream(Readable.from([Buffer.from('hello')]), signed))).toBe('hello');
    const other = payloadStream(Readable.from([Buffer.from('other')]), signed);
    await expect(text(other)).rejects.toMatchObject({ code: 'XAmzContentSHA256Mismatch' });
  });
});
