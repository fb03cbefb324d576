import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a git host sent to one of our URLs. */
export interface HostCall {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly address: string;
}

/** What the caller of one of our URLs is answered. */
export interface HostAnswer {
  readonly status: number;
  readonly message: string;
}

/** Compares secrets in a time that tells nothing of where they differ. */
export function isSameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** GitHub's signature of a body, in the newer form or the older one; Bitbucket's is of the older form with SHA-256. */
export function isSigned({ headers, body }: HostCall, secret: string): boolean {
  const wanted = (algorithm: string) => `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
  const [newer, older] = [headers['x-hub-signature-256'], headers['x-hub-signature']];
  if (newer !== undefined) return isSameText(wanted('sha256'), newer);
  if (older === undefined) return false;
  return isSameText(wanted(older.startsWith('sha256=') ? 'sha256' : 'sha1'), older);
}

/** GitLab sends the secret itself. */
export function hasToken({ headers }: HostCall, secret: string): boolean {
  return isSameText(headers['x-gitlab-token'] ?? '', secret);
}

/** Hosts send JSON as the body, or as the field `payload` of a form; undefined for what is neither. */
export function readJson({ headers, body }: HostCall): unknown {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const text = isForm ? (new URLSearchParams(body.toString()).get('payload') ?? '') : body.toString();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const DELIVERY = ['x-github-delivery', 'idempotency-key', 'x-gitlab-event-uuid', 'x-request-uuid'];

/** What the host calls this delivery, however often it sends it; empty when it has no name. */
export const deliveryOf = ({ headers }: HostCall): string => DELIVERY.flatMap((name) => headers[name] ?? [])[0] ?? '';
