import type { HttpHead } from '../http-head.ts';
import type { CredentialScope } from './signing-key.ts';

/** What a request says of its own SigV4 signature. */
export interface Signature {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  /** Hex. */
  readonly signature: string;
  /** `20260131T235959Z`. */
  readonly date: string;
  readonly sessionToken: string | undefined;
  /** The payload's hash in hex, or a word such as `UNSIGNED-PAYLOAD`; undefined where the body is to be hashed. */
  readonly payloadHash: string | undefined;
  /** Seconds a presigned URL is good for; undefined for signatures in headers. */
  readonly expiresInSeconds: number | undefined;
}

/** A SigV2 query signature, which version 1 of the aws CLI makes for S3. */
export interface LegacySignature {
  readonly accessKeyId: string;
  /** Base64. */
  readonly signature: string;
  /** Seconds since the epoch. */
  readonly expires: string;
  readonly sessionToken: string | undefined;
}

export type ReadSignature =
  | { readonly kind: 'v4'; readonly signature: Signature }
  | { readonly kind: 'v2'; readonly signature: LegacySignature }
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed'; readonly where: 'header' | 'query'; readonly problem: string };

const ALGORITHM = 'AWS4-HMAC-SHA256';

export function readSignature(head: HttpHead): ReadSignature {
  const { authorization } = head.headers;
  if (authorization !== undefined) return readHeader(head, authorization);
  if (head.rawQuery === '') return { kind: 'none' };
  const parameters = new Map(head.query);
  if (parameters.has('X-Amz-Algorithm') || parameters.has('X-Amz-Signature')) return readPresigned(parameters);
  if (parameters.has('Signature') && parameters.has('AWSAccessKeyId')) return readLegacy(parameters);
  return { kind: 'none' };
}

function readHeader({ headers }: HttpHead, authorization: string): ReadSignature {
  if (!authorization.startsWith(`${ALGORITHM} `)) {
    const scheme = authorization.split(' ', 1)[0] ?? '';
    return malformed('header', `Unsupported authorization type '${scheme.slice(0, 40)}'; ${ALGORITHM} is expected.`);
  }
  const fields = new Map<string, string>();
  for (const field of authorization.slice(ALGORITHM.length + 1).split(',')) {
    const at = field.indexOf('=');
    if (at > 0) fields.set(field.slice(0, at).trim(), field.slice(at + 1).trim());
  }
  const problem = ['Credential', 'Signature', 'SignedHeaders'].find((name) => !fields.get(name));
  if (problem) return malformed('header', `Authorization header requires '${problem}' parameter.`);
  const date = headers['x-amz-date'] ?? basicDate(headers.date);
  if (date === undefined || !isBasicDate(date)) {
    return malformed('header', "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  return finish('header', {
    credential: fields.get('Credential') ?? '',
    signedHeaders: fields.get('SignedHeaders') ?? '',
    signature: fields.get('Signature') ?? '',
    date,
    sessionToken: headers['x-amz-security-token'],
    payloadHash: headers['x-amz-content-sha256'],
    expiresInSeconds: undefined,
  });
}

function readPresigned(parameters: ReadonlyMap<string, string>): ReadSignature {
  const required = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-SignedHeaders'];
  const missing = [...required, 'X-Amz-Signature'].find((name) => !parameters.get(name));
  if (missing) return malformed('query', `Query-string authentication requires the ${missing} parameter.`);
  if (parameters.get('X-Amz-Algorithm') !== ALGORITHM) {
    return malformed('query', `X-Amz-Algorithm only supports "${ALGORITHM}"`);
  }
  const date = parameters.get('X-Amz-Date') ?? '';
  if (!isBasicDate(date))
    return malformed('query', "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  const expires = parameters.get('X-Amz-Expires') ?? '';
  const problem = expiryProblem(expires);
  if (problem) return malformed('query', problem);
  return finish('query', {
    credential: parameters.get('X-Amz-Credential') ?? '',
    signedHeaders: parameters.get('X-Amz-SignedHeaders') ?? '',
    signature: parameters.get('X-Amz-Signature') ?? '',
    date,
    sessionToken: parameters.get('X-Amz-Security-Token'),
    payloadHash: parameters.get('X-Amz-Content-Sha256'),
    expiresInSeconds: Number(expires),
  });
}

const SEVEN_DAYS_SECONDS = 7 * 24 * 3600;

function expiryProblem(expires: string): string | undefined {
  if (!/^-?\d+$/.test(expires)) return 'X-Amz-Expires should be a number';
  if (expires.startsWith('-')) return 'X-Amz-Expires must be non-negative';
  if (Number(expires) > SEVEN_DAYS_SECONDS) {
    return `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${SEVEN_DAYS_SECONDS} seconds`;
  }
  return undefined;
}

function readLegacy(parameters: ReadonlyMap<string, string>): ReadSignature {
  const expires = parameters.get('Expires') ?? '';
  if (!/^\d{1,12}$/.test(expires)) {
    return malformed(
      'query',
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
    );
  }
  const signature = {
    accessKeyId: parameters.get('AWSAccessKeyId') ?? '',
    signature: parameters.get('Signature') ?? '',
    expires,
    sessionToken: parameters.get('x-amz-security-token'),
  };
  return { kind: 'v2', signature };
}

interface Parts extends Omit<Signature, 'accessKeyId' | 'scope' | 'signedHeaders'> {
  readonly credential: string;
  readonly signedHeaders: string;
}

function finish(where: 'header' | 'query', { credential, signedHeaders, ...rest }: Parts): ReadSignature {
  const [terminator, service, region, day, ...key] = credential.split('/').reverse();
  const accessKeyId = key.reverse().join('/');
  if (terminator !== 'aws4_request' || !service || !region || !day || accessKeyId === '') {
    return malformed(where, 'Credential must be of the form "<access key>/YYYYMMDD/REGION/SERVICE/aws4_request".');
  }
  if (day !== rest.date.slice(0, 8)) {
    return malformed(
      where,
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.`,
    );
  }
  const names = signedHeaders.split(';');
  if (!names.includes('host')) return malformed(where, "SignedHeaders must include 'host'.");
  return { kind: 'v4', signature: { ...rest, accessKeyId, scope: { day, region, service }, signedHeaders: names } };
}

function malformed(where: 'header' | 'query', problem: string): ReadSignature {
  return { kind: 'malformed', where, problem };
}

const isBasicDate = (date: string) => /^\d{8}T\d{6}Z$/.test(date) && !Number.isNaN(instantOf(date));

/** Milliseconds since the epoch. */
export function instantOf(date: string): number {
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6, 8)];
  return Date.parse(`${year}-${month}-${day}T${date.slice(9, 11)}:${date.slice(11, 13)}:${date.slice(13, 15)}Z`);
}

export function basicDateOf(instant: number): string {
  return new Date(instant).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function basicDate(date: string | undefined): string | undefined {
  if (date === undefined) return undefined;
  const instant = Date.parse(date);
  return Number.isNaN(instant) ? undefined : basicDateOf(instant);
}
