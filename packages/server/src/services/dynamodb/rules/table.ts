import type { KeyNames } from '@codeyard/engine/dynamodb-expressions/key-condition';

export type KeyType = 'S' | 'N' | 'B';

export interface Index extends KeyNames {
  readonly name: string;
  readonly isGlobal: boolean;
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  readonly included: readonly string[];
}

export interface Table extends KeyNames {
  readonly name: string;
  readonly id: string;
  /** Types of the attributes that are keys of the table or an index. */
  readonly types: Readonly<Record<string, KeyType>>;
  readonly indexes: readonly Index[];
  readonly billing: 'PROVISIONED' | 'PAY_PER_REQUEST';
  readonly read: number;
  readonly write: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly isProtected: boolean;
  readonly tableClass: string;
  /** The attribute that holds when an item ends, in seconds since the epoch. */
  readonly ttl?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export const keyNames = ({ hash, range }: KeyNames): string[] => (range === undefined ? [hash] : [hash, range]);

/** Names of everything that tells an item's place in an index, and in the table. */
export function placeNames(table: Table, index: Index | undefined): string[] {
  return [...new Set([...keyNames(table), ...(index ? keyNames(index) : [])])];
}
