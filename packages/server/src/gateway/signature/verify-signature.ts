import { hash } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Credentials, FindCredentials } from '../credentials.ts';
import type { HttpHead } from '../http-head.ts';
import type { Caller } from '../request-context.ts';
import { canonicalRequest, stringToSign } from './canonical-request.ts';
import * as errors from './errors.ts';
import { basicDateOf, instantOf, readSignature, type Signature } from './read-signature.ts';
import { createSigningKeys, hmac } from './signing-key.ts';
import { isSame } from './timing.ts';
import { verifyLegacy } from './verify-legacy.ts';

/** The service the request was routed to, as far as its signature is concerned. */
export interface SigningExpectation {
  readonly family: errors.ErrorFamily;
  readonly signingName: string;
  /** For S3 virtual hosts and SigV2: the path with its bucket. */
  readonly resourcePath: string;
}

/** A request that was signed by somebody we know. */
export interface VerifiedSignature {
  readonly caller: Caller;
  /** What the client said of the payload: hex, a word such as `UNSIGNED-PAYLOAD`, or undefined where the body was hashed. */
  readonly payloadHash: string | undefined;
  /** What signed chunks chain from. */
  readonly chain: SignatureChain | undefined;
}

export interface SignatureChain {
  readonly key: Buffer;
  readonly date: string;
  readonly scope: Signature['scope'];
  readonly signature: string;
}

export interface VerifierParts {
  readonly region: string;
  readonly clock: Clock;
  readonly findCredentials: FindCredentials;
}

/** Throws AWS's refusal when the signature is not good; `body` is hashed where the client did not send a hash. */
export type VerifySignature = (
  head: HttpHead,
  expected: SigningExpectation,
  body: Buffer | undefined,
) => Promise<VerifiedSignature>;

/** Services without regions, whose clients sign for whichever region they are set to. */
const GLOBAL_SERVICES: ReadonlySet<string> = new Set(['sts', 'iam']);

const SKEW_MINUTES = { json: 5, query: 5, s3: 15 } as const;

export function createSignatureVerifier({ region, clock, findCredentials }: VerifierParts): VerifySignature {
  const signingKey = createSigningKeys();

  async function verifyV4(
    head: HttpHead,
    signature: Signature,
    expected: SigningExpectation,
    body: Buffer | undefined,
  ): Promise<VerifiedSignature> {
    const { family } = expected;
    checkTime(signature, family, clock.now());
    const credentials = await findCredentials(signature.accessKeyId);
    if (!credentials) throw errors.unknownKey(family, signature.accessKeyId);
    checkSession(credentials, signature.sessionToken, family, clock.now());
    checkScope(signature, expected, region);
    checkSignedHeaders(head, signature, family);
    const payloadHash = signedPayloadHash(signature, family, body);
    const canonical = canonicalRequest(head, signature, payloadHash);
    const toSign = stringToSign(signature.date, signature.scope, canonical);
    const key = signingKey(credentials.secretAccessKey, signature.scope);
    if (!isSame(hmac(key, toSign), Buffer.from(signature.signature, 'hex'))) {
      throw errors.signatureMismatch(family, {
        AWSAccessKeyId: signature.accessKeyId,
        StringToSign: toSign,
        SignatureProvided: signature.signature,
        CanonicalRequest: canonical,
      });
    }
    const chain = { key, date: signature.date, scope: signature.scope, signature: signature.signature };
    return {
      caller: credentials.caller,
      payloadHash: signature.payloadHash ?? presignedHash(signature, family),
      chain,
    };
  }

  return async (head, expected, body) => {
    const read = readSignature(head);
    const { family } = expected;
    if (read.kind === 'none') throw errors.missingToken(family);
    if (read.kind === 'malformed') throw errors.malformedSignature(family, read.where, read.problem);
    if (read.kind === 'v4') return verifyV4(head, read.signature, expected, body);
    if (family !== 's3') throw errors.missingToken(family);
    const credentials = await findCredentials(read.signature.accessKeyId);
    if (!credentials) throw errors.unknownKey(family, read.signature.accessKeyId);
    checkSession(credentials, read.signature.sessionToken, family, clock.now());
    verifyLegacy(head, read.signature, { resourcePath: expected.resourcePath, credentials, now: clock.now() });
    return { caller: credentials.caller, payloadHash: 'UNSIGNED-PAYLOAD', chain: undefined };
  };
}

function checkTime(signature: Signature, family: errors.ErrorFamily, now: number): void {
  const signedAt = instantOf(signature.date);
  const minutes = SKEW_MINUTES[family];
  const skew = minutes * 60_000;
  const { date, expiresInSeconds } = signature;
  if (signedAt > now + skew) {
    const latest = basicDateOf(now + skew);
    const problem = `Signature not yet current: ${date} is still later than ${latest} (${basicDateOf(now)} + ${minutes} min.)`;
    throw errors.skewed(family, problem, skewTimes(signedAt, now, skew));
  }
  if (expiresInSeconds !== undefined) {
    const end = signedAt + expiresInSeconds * 1000;
    if (now <= end) return;
    throw errors.presignedExpired(family, {
      'X-Amz-Expires': expiresInSeconds,
      Expires: new Date(end).toISOString(),
      ServerTime: new Date(now).toISOString(),
    });
  }
  if (signedAt < now - skew) {
    const earliest = basicDateOf(now - skew);
    const problem = `Signature expired: ${date} is now earlier than ${earliest} (${basicDateOf(now)} - ${minutes} min.)`;
    throw errors.skewed(family, problem, skewTimes(signedAt, now, skew));
  }
}

function skewTimes(signedAt: number, now: number, skew: number): Record<string, unknown> {
  return {
    RequestTime: new Date(signedAt).toISOString(),
    ServerTime: new Date(now).toISOString(),
    MaxAllowedSkewMilliseconds: skew,
  };
}

function checkSession(
  { sessionToken, expiresAt }: Credentials,
  given: string | undefined,
  family: errors.ErrorFamily,
  now: number,
): void {
  if ((sessionToken ?? '') !== (given ?? '') && !isSame(Buffer.from(sessionToken ?? ''), Buffer.from(given ?? ''))) {
    throw errors.wrongSessionToken(family);
  }
  if (expiresAt !== undefined && now >= expiresAt) throw errors.expiredSession(family);
}

function checkScope({ scope }: Signature, { family, signingName }: SigningExpectation, region: string): void {
  if (scope.service !== signingName) throw errors.wrongService(family, scope.service, signingName);
  if (scope.region !== region && !GLOBAL_SERVICES.has(signingName)) {
    throw errors.wrongRegion(family, scope.region, region);
  }
}

/** An `x-amz-` header that was not signed could have been put there by anybody. */
function checkSignedHeaders({ headers }: HttpHead, signature: Signature, family: errors.ErrorFamily): void {
  const unsigned = Object.keys(headers).filter(
    (name) => name.startsWith('x-amz-') && !signature.signedHeaders.includes(name) && name !== 'x-amz-content-sha256',
  );
  if (unsigned.length > 0) throw errors.unsignedHeaders(family, unsigned);
}

/** The last line of what was signed. */
function signedPayloadHash(signature: Signature, family: errors.ErrorFamily, body: Buffer | undefined): string {
  const given = signature.payloadHash ?? presignedHash(signature, family);
  if (family === 's3') {
    if (given === undefined) throw errors.missingPayloadHash();
    return given;
  }
  const computed = hash('sha256', body ?? Buffer.alloc(0), 'hex');
  if (given !== undefined && given !== computed) throw errors.payloadMismatch(family, given, computed);
  return computed;
}

function presignedHash(signature: Signature, family: errors.ErrorFamily): string | undefined {
  return family === 's3' && signature.expiresInSeconds !== undefined ? 'UNSIGNED-PAYLOAD' : undefined;
}
