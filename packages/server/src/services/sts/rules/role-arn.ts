import { createHash } from 'node:crypto';
import { parseArn } from '../../../platform/arn.ts';

export interface RoleArn {
  readonly account: string;
  /** Without its path. */
  readonly name: string;
}

/** Reads `arn:aws:iam::123456789012:role/path/name`; undefined when it is no role's ARN. */
export function readRoleArn(text: string): RoleArn | undefined {
  const arn = parseArn(text);
  if (arn?.service !== 'iam' || !/^\d{12}$/.test(arn.account)) return undefined;
  const match = /^role\/(?:[\x21-\x7e]+\/)?([\w+=,.@-]{1,64})$/.exec(arn.resource);
  return match?.[1] === undefined ? undefined : { account: arn.account, name: match[1] };
}

export function assumedRoleArn({ account, name }: RoleArn, sessionName: string): string {
  return `arn:aws:sts::${account}:assumed-role/${name}/${sessionName}`;
}

const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ID_LENGTH = 17;

/** The unique id of a role that is not in iam: always the same for one ARN. */
export function derivedRoleId(roleArn: string): string {
  const digest = createHash('sha256').update(roleArn).digest();
  return `AROA${[...digest.subarray(0, ID_LENGTH)].map((byte) => ID_ALPHABET[byte % ID_ALPHABET.length]).join('')}`;
}
