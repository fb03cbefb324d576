import { createHash } from 'node:crypto';
import { parseArn } from '../../../platform/arn.ts';

export interface PolicyArn {
  /** `aws` for the policies AWS manages. */
  readonly account: string;
  readonly path: string;
  readonly name: string;
}

/** Reads `arn:aws:iam::aws:policy/service-role/Name`; undefined when it is no policy's ARN. */
export function readPolicyArn(text: string): PolicyArn | undefined {
  const arn = parseArn(text);
  if (arn?.service !== 'iam' || arn.region !== '') return undefined;
  const match = /^policy(\/(?:[\x21-\x7e]+\/)?)([\w+=,.@-]{1,128})$/.exec(arn.resource);
  const [, path, name] = match ?? [];
  return path && name ? { account: arn.account, path, name } : undefined;
}

/** `3` of `v3`; undefined for anything else. */
export function readVersionId(versionId: string): number | undefined {
  const number = /^v([1-9][0-9]*)$/.exec(versionId)?.[1];
  return number === undefined ? undefined : Number(number);
}

export const MOST_VERSIONS = 5;

const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ID_LENGTH = 17;

/** The unique id of a policy that AWS manages: not AWS's own, which we do not know, but always the same for one ARN. */
export function awsPolicyId(arn: string): string {
  const bytes = [...createHash('sha256').update(arn).digest().subarray(0, ID_LENGTH)];
  return `ANPA${bytes.map((byte) => ID_ALPHABET[byte % ID_ALPHABET.length]).join('')}`;
}
