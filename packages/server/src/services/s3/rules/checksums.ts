import { type CombinableCrc, combineCrcs } from '../../../objects/digests/combine-crc.ts';
import { type DigestName, digestOf } from '../../../objects/digests/digest.ts';

/** A checksum algorithm of S3, in our digests' names. */
export type Algorithm = Extract<DigestName, 'md5' | 'sha1' | 'sha256' | 'sha512' | 'crc32' | 'crc32c' | 'crc64nvme'>;

/** What S3 computes when the client asks for nothing. */
export const DEFAULT_ALGORITHM: Algorithm = 'crc64nvme';

export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** An object's checksum as it is kept and answered. */
export interface StoredChecksum {
  readonly algorithm: Algorithm;
  readonly type: ChecksumType;
  /** Base64; a composite one ends in `-<number of parts>`. */
  readonly value: string;
}

/** The members of requests and answers that carry a checksum. */
export interface ChecksumMembers {
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumCRC32C?: string | undefined;
  readonly ChecksumCRC64NVME?: string | undefined;
  readonly ChecksumSHA1?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
  readonly ChecksumSHA512?: string | undefined;
  readonly ChecksumMD5?: string | undefined;
}

const MEMBER_OF: Readonly<Record<Algorithm, keyof ChecksumMembers>> = {
  crc32: 'ChecksumCRC32',
  crc32c: 'ChecksumCRC32C',
  crc64nvme: 'ChecksumCRC64NVME',
  sha1: 'ChecksumSHA1',
  sha256: 'ChecksumSHA256',
  sha512: 'ChecksumSHA512',
  md5: 'ChecksumMD5',
};

const ALGORITHMS = Object.keys(MEMBER_OF) as Algorithm[];

const BYTES: Readonly<Record<Algorithm, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
  sha512: 64,
  md5: 16,
};

/** `CRC32` → `crc32`; undefined for algorithms we lack. */
export function algorithmNamed(name: string): Algorithm | undefined {
  return ALGORITHMS.find((algorithm) => algorithm === name.toLowerCase());
}

/** As S3 writes it: `CRC64NVME`. */
export function nameOf<A extends Algorithm>(algorithm: A): Uppercase<A> {
  return algorithm.toUpperCase() as Uppercase<A>;
}

export interface GivenChecksum {
  readonly algorithm: Algorithm;
  /** Base64, as the client wrote it. */
  readonly value: string;
}

/** The checksums that came with a request or with a part of CompleteMultipartUpload. */
export function givenChecksums(members: ChecksumMembers): GivenChecksum[] {
  return ALGORITHMS.flatMap((algorithm) => {
    const value = members[MEMBER_OF[algorithm]];
    return value === undefined ? [] : [{ algorithm, value }];
  });
}

/** The algorithm announced by an `x-amz-trailer` header, whose value comes after the body. */
export function trailingAlgorithm(header: string | undefined): Algorithm | undefined {
  const match = /^x-amz-checksum-([a-z0-9]+)$/.exec((header ?? '').trim().toLowerCase());
  return match?.[1] === undefined ? undefined : algorithmNamed(match[1]);
}

export const headerOf = (algorithm: Algorithm) => `x-amz-checksum-${algorithm}`;

/** Whether the text is base64 of as many bytes as the algorithm makes. */
export function isWellFormed({ algorithm, value }: GivenChecksum): boolean {
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === BYTES[algorithm] && bytes.toString('base64') === value;
}

/** `{ ChecksumCRC32: 'AAAAAA==' }`. */
export function checksumMember(algorithm: Algorithm, value: string): ChecksumMembers {
  return { [MEMBER_OF[algorithm]]: value };
}

/** The members that answer a stored checksum. */
export function checksumMembers(stored: StoredChecksum | undefined): ChecksumMembers & { ChecksumType?: ChecksumType } {
  return stored ? { ...checksumMember(stored.algorithm, stored.value), ChecksumType: stored.type } : {};
}

/** The types an algorithm can have in a multipart upload, the default first. */
export function typesOf(algorithm: Algorithm): readonly ChecksumType[] {
  if (algorithm === 'crc64nvme') return ['FULL_OBJECT'];
  return isCrc(algorithm) ? ['COMPOSITE', 'FULL_OBJECT'] : ['COMPOSITE'];
}

function isCrc(algorithm: Algorithm): algorithm is CombinableCrc {
  return algorithm === 'crc32' || algorithm === 'crc32c' || algorithm === 'crc64nvme';
}

/** The checksum of a multipart object, from those of its parts. */
export function checksumOfParts(
  algorithm: Algorithm,
  type: ChecksumType,
  parts: readonly { readonly digest: Buffer; readonly size: number }[],
): StoredChecksum {
  if (type === 'FULL_OBJECT' && isCrc(algorithm)) {
    const joined = combineCrcs(
      algorithm,
      parts.map(({ digest, size }) => ({ crc: digest, size })),
    );
    return { algorithm, type, value: joined.toString('base64') };
  }
  const composite = digestOf(algorithm, Buffer.concat(parts.map((part) => part.digest)));
  return { algorithm, type: 'COMPOSITE', value: `${composite.toString('base64')}-${parts.length}` };
}
