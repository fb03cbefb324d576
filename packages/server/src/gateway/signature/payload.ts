import { createHash } from 'node:crypto';
import { PassThrough, type Readable, Transform } from 'node:stream';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import { incompleteBody, payloadMismatch, unknownPayloadHash } from './errors.ts';
import type { VerifiedSignature } from './verify-signature.ts';

const HEX_HASH = /^[0-9a-f]{64}$/;

/**
 * An S3 body as its operation reads it: checked against the signed hash, or freed of its chunk framing, while it
 * streams. What is wrong with the body fails the stream with AWS's refusal; a client that leaves fails it too.
 */
export function payloadStream(source: Readable, { payloadHash, chain }: VerifiedSignature): Readable {
  switch (payloadHash) {
    case undefined:
    case 'UNSIGNED-PAYLOAD':
      return feed(source, new PassThrough());
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return feed(source, new AwsChunkedDecoder(undefined, true));
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return feed(source, new AwsChunkedDecoder(chain, false));
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return feed(source, new AwsChunkedDecoder(chain, true));
    default:
      if (!HEX_HASH.test(payloadHash)) throw unknownPayloadHash(payloadHash);
      return feed(source, hashCheck(payloadHash));
  }
}

/**
 * Like `pipe`, but what breaks the source breaks the target, while a broken or destroyed target leaves the source be:
 * destroying a request would close the connection its answer has to go out on.
 */
function feed(source: Readable, target: Transform): Transform {
  source.on('error', (error) => target.destroy(error));
  source.on('close', () => {
    if (!source.readableEnded) target.destroy(incompleteBody());
  });
  target.on('close', () => {
    source.unpipe(target);
    source.resume();
  });
  return source.pipe(target);
}

function hashCheck(expected: string): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform(piece, _encoding, done) {
      hash.update(piece);
      done(null, piece);
    },
    flush(done) {
      const computed = hash.digest('hex');
      done(computed === expected ? null : payloadMismatch('s3', expected, computed));
    },
  });
}
