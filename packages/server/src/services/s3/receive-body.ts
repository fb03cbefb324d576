import type { Readable } from 'node:stream';
import { ObjectTooLarge, type StoredObject } from '../../objects/object-store.ts';
import { bodyStream } from './body-stream.ts';
import {
  badChecksum,
  badMd5,
  entityTooLarge,
  incompleteBody,
  invalidDigest,
  invalidRequest,
  notImplementedHeader,
} from './errors.ts';
import {
  type Algorithm,
  algorithmNamed,
  type ChecksumMembers,
  DEFAULT_ALGORITHM,
  type GivenChecksum,
  givenChecksums,
  headerOf,
  isWellFormed,
  nameOf,
  trailingAlgorithm,
} from './rules/checksums.ts';
import type { S3Request } from './s3-parts.ts';

export const MAX_PUT_BYTES = 5 * 1024 ** 3;

/** The members of PutObject and UploadPart about their body. */
export interface BodyRequest extends ChecksumMembers {
  readonly Body?: unknown;
  readonly ContentLength?: number | undefined;
  readonly ContentMD5?: string | undefined;
  readonly ChecksumAlgorithm?: string | undefined;
  readonly ChecksumXXHASH64?: string | undefined;
  readonly ChecksumXXHASH3?: string | undefined;
  readonly ChecksumXXHASH128?: string | undefined;
}

/** Bytes in the store that no row names yet, checked against everything the client said of them. */
export interface ReceivedBody {
  readonly bytesId: string;
  readonly size: number;
  readonly md5: Buffer;
  readonly algorithm: Algorithm;
  /** By algorithm: the one asked for, and `also`. */
  readonly digests: Readonly<Partial<Record<Algorithm, Buffer>>>;
}

/** Streams a body into the store; `also` names a checksum to compute besides the one the client chose. */
export async function receiveBody(request: BodyRequest, parts: S3Request, also?: Algorithm): Promise<ReceivedBody> {
  const body = bodyStream(request.Body);
  const stored = await storeBody(body, request, parts, also).catch((error) => {
    body.destroy();
    throw error;
  });
  return stored;
}

async function storeBody(body: Readable, request: BodyRequest, parts: S3Request, also: Algorithm | undefined) {
  const { headers } = parts.request;
  const given = checkGiven(request, headers['x-amz-trailer']);
  const trailing = trailingAlgorithm(headers['x-amz-trailer']);
  const named = request.ChecksumAlgorithm === undefined ? undefined : algorithmNamed(request.ChecksumAlgorithm);
  const algorithm = given?.algorithm ?? trailing ?? named ?? also ?? DEFAULT_ALGORITHM;
  const stored = await put(body, parts, new Set<Algorithm>(['md5', algorithm, also ?? algorithm]));
  try {
    checkLength(stored.size, request, headers['x-amz-decoded-content-length']);
    checkMd5(stored, request.ContentMD5);
    if (given) checkDigest(stored, given);
    if (trailing) checkDigest(stored, { algorithm: trailing, value: trailerOf(body, trailing) });
  } catch (error) {
    await parts.objects.delete(stored.id);
    throw error;
  }
  const { id: bytesId, size, digests } = stored;
  return { bytesId, size, md5: digestIn(stored, 'md5'), algorithm, digests };
}

async function put(body: Readable, { objects }: S3Request, digests: ReadonlySet<Algorithm>): Promise<StoredObject> {
  try {
    return await objects.put(body, { digests: [...digests], maxBytes: MAX_PUT_BYTES });
  } catch (error) {
    if (error instanceof ObjectTooLarge) throw entityTooLarge(MAX_PUT_BYTES);
    throw error;
  }
}

/** The one checksum in the headers, if any. */
function checkGiven(request: BodyRequest, trailer: string | undefined): GivenChecksum | undefined {
  const names = [request.ChecksumAlgorithm, ...(trailer?.split(',') ?? [])].map(
    (name) => name?.trim().toUpperCase() ?? '',
  );
  const xxhash = request.ChecksumXXHASH64 ?? request.ChecksumXXHASH3 ?? request.ChecksumXXHASH128;
  if (xxhash !== undefined || names.some((name) => name.includes('XXHASH'))) {
    throw notImplementedHeader('x-amz-checksum-xxhash');
  }
  const [given, ...others] = givenChecksums(request);
  if (others.length > 0) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  if (given && !isWellFormed(given)) throw invalidRequest(`Value for ${headerOf(given.algorithm)} header is invalid.`);
  return given;
}

function checkLength(size: number, request: BodyRequest, decodedLength: string | undefined): void {
  const expected = decodedLength === undefined ? request.ContentLength : Number(decodedLength);
  if (expected !== undefined && expected !== size) throw incompleteBody();
}

function checkMd5(stored: StoredObject, given: string | undefined): void {
  if (given === undefined) return;
  if (!isWellFormed({ algorithm: 'md5', value: given })) throw invalidDigest(given);
  const calculated = digestIn(stored, 'md5').toString('base64');
  if (calculated !== given) throw badMd5(given, calculated);
}

function checkDigest(stored: StoredObject, { algorithm, value }: GivenChecksum): void {
  if (digestIn(stored, algorithm).toString('base64') !== value) throw badChecksum(nameOf(algorithm));
}

/** The gateway leaves the fields that came after a chunked body on the stream, as `node:http` does. */
function trailerOf(body: Readable, algorithm: Algorithm): string {
  const trailers = 'trailers' in body ? (body.trailers as Record<string, string | undefined>) : {};
  const value = trailers[headerOf(algorithm)]?.trim() ?? '';
  if (!isWellFormed({ algorithm, value }))
    throw invalidRequest(`Value for ${headerOf(algorithm)} trailing header is invalid.`);
  return value;
}

function digestIn(stored: StoredObject, algorithm: Algorithm): Buffer {
  const digest = stored.digests[algorithm];
  if (!digest) throw new Error(`the store did not compute ${algorithm}`);
  return digest;
}
