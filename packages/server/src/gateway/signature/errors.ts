import { Refusal } from '../../platform/refusal.ts';

/** Who asks: the three families of protocols name the same refusals differently. */
export type ErrorFamily = 'json' | 'query' | 's3';

interface Wording {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

type Words = Readonly<Record<ErrorFamily, Wording>>;

const word = (code: string, status: number, message: string): Wording => ({ code, status, message });

function refuse(words: Words, family: ErrorFamily, members: Record<string, unknown> = {}): Refusal {
  const { code, status, message } = words[family];
  return new Refusal(code, message, { status, members: family === 's3' ? members : {} });
}

const UNKNOWN_TOKEN = 'The security token included in the request is invalid.';

export const missingToken = (family: ErrorFamily) =>
  refuse(
    {
      json: word('MissingAuthenticationTokenException', 400, 'Missing Authentication Token'),
      query: word('MissingAuthenticationToken', 403, 'Request is missing Authentication Token'),
      s3: word('AccessDenied', 403, 'Access Denied'),
    },
    family,
  );

export const unknownKey = (family: ErrorFamily, accessKeyId: string) =>
  refuse(
    {
      json: word('UnrecognizedClientException', 400, UNKNOWN_TOKEN),
      query: word('InvalidClientTokenId', 403, UNKNOWN_TOKEN),
      s3: word('InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'),
    },
    family,
    { AWSAccessKeyId: accessKeyId },
  );

export const wrongSessionToken = (family: ErrorFamily) =>
  refuse(
    {
      json: word('UnrecognizedClientException', 400, UNKNOWN_TOKEN),
      query: word('InvalidClientTokenId', 403, UNKNOWN_TOKEN),
      s3: word('InvalidToken', 400, 'The provided token is malformed or otherwise invalid.'),
    },
    family,
  );

export const expiredSession = (family: ErrorFamily) =>
  refuse(
    {
      json: word('ExpiredTokenException', 400, 'The security token included in the request is expired'),
      query: word('ExpiredToken', 403, 'The security token included in the request is expired'),
      s3: word('ExpiredToken', 400, 'The provided token has expired.'),
    },
    family,
  );

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const S3_MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';

/** `details` help to find what was signed differently; S3 tells them. */
export const signatureMismatch = (family: ErrorFamily, details: Record<string, unknown> = {}) =>
  refuse(
    {
      json: word('InvalidSignatureException', 400, MISMATCH),
      query: word('SignatureDoesNotMatch', 403, MISMATCH),
      s3: word('SignatureDoesNotMatch', 403, S3_MISMATCH),
    },
    family,
    details,
  );

/** Of a chunk or trailer of a streamed body. */
export const chunkMismatch = () => signatureMismatch('s3');

/** A signature outside of the allowed time; `problem` is said by all but S3, which has one sentence for both sides. */
export const skewed = (family: ErrorFamily, problem: string, times: Record<string, unknown>) =>
  refuse(
    {
      json: word('InvalidSignatureException', 400, problem),
      query: word('SignatureDoesNotMatch', 403, problem),
      s3: word(
        'RequestTimeTooSkewed',
        403,
        'The difference between the request time and the current time is too large.',
      ),
    },
    family,
    times,
  );

export const presignedExpired = (family: ErrorFamily, times: Record<string, unknown>) =>
  refuse(
    {
      json: word('InvalidSignatureException', 400, 'Signature expired: the presigned request has expired'),
      query: word('SignatureDoesNotMatch', 403, 'Signature expired: the presigned request has expired'),
      s3: word('AccessDenied', 403, 'Request has expired'),
    },
    family,
    times,
  );

export const malformedSignature = (family: ErrorFamily, where: 'header' | 'query', problem: string) =>
  refuse(
    {
      json: word('IncompleteSignatureException', 400, problem),
      query: word('IncompleteSignature', 400, problem),
      s3:
        where === 'query'
          ? word('AuthorizationQueryParametersError', 400, problem)
          : word('AuthorizationHeaderMalformed', 400, `The authorization header is malformed; ${problem}`),
    },
    family,
  );

export const wrongRegion = (family: ErrorFamily, given: string, expected: string) => {
  const advice = `This server serves ${expected}: set AWS_REGION=${expected} (or --region ${expected}).`;
  const problem = `Credential should be scoped to a valid region, not '${given}'. ${advice}`;
  return refuse(
    {
      json: word('InvalidSignatureException', 400, problem),
      query: word('SignatureDoesNotMatch', 403, problem),
      s3: word(
        'AuthorizationHeaderMalformed',
        400,
        `The authorization header is malformed; the region '${given}' is wrong; expecting '${expected}'. ${advice}`,
      ),
    },
    family,
    { Region: expected },
  );
};

export const wrongService = (family: ErrorFamily, given: string, expected: string) => {
  const problem = `Credential should be scoped to correct service: '${expected}', not '${given}'.`;
  return refuse(
    {
      json: word('InvalidSignatureException', 400, problem),
      query: word('SignatureDoesNotMatch', 403, problem),
      s3: word('AuthorizationHeaderMalformed', 400, `The authorization header is malformed; ${problem}`),
    },
    family,
  );
};

export const unsignedHeaders = (family: ErrorFamily, names: readonly string[]) => {
  const problem = `There were headers present in the request which were not signed: ${names.join(', ')}`;
  return refuse(
    {
      json: word('InvalidSignatureException', 400, problem),
      query: word('SignatureDoesNotMatch', 403, problem),
      s3: word('AccessDenied', 403, 'There were headers present in the request which were not signed'),
    },
    family,
    { HeadersNotSigned: names.join(', ') },
  );
};

export const missingPayloadHash = () =>
  new Refusal('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');

export const unknownPayloadHash = (given: string) =>
  new Refusal(
    'InvalidArgument',
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    { members: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: given } },
  );

export const payloadMismatch = (family: ErrorFamily, given: string, computed: string) =>
  family === 's3'
    ? new Refusal(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        { members: { ClientComputedContentSHA256: given, S3ComputedContentSHA256: computed } },
      )
    : signatureMismatch(family);

/** A chunked body that ends too early. */
export const incompleteBody = () => new Refusal('IncompleteBody', 'The request body terminated unexpectedly');

/** A chunked body whose framing cannot be understood. */
export const malformedChunk = (problem: string) =>
  new Refusal('InvalidRequest', `The aws-chunked body is malformed: ${problem}`);
