import { ALPHANUMERIC, type Ids } from '../../../platform/ids.ts';

/** The version of objects that were put while versioning was not enabled. */
export const NULL_VERSION = 'null';

const ALPHABET = `${ALPHANUMERIC}._`;
const RANDOM_CHARACTERS = 23;
const BASE = 32;
const SEQUENCE_CHARACTERS = 9;

/**
 * A version id of 32 characters, as AWS's. Its end tells the version's place among those of its key, so that a listing
 * can go on after a version that was deleted since.
 */
export function newVersionId(sequence: number, ids: Ids): string {
  return ids.text(RANDOM_CHARACTERS, ALPHABET) + sequence.toString(BASE).padStart(SEQUENCE_CHARACTERS, '0');
}

/** The place among the versions of its key; undefined for the null version and for what we did not make. */
export function sequenceOf(versionId: string): number | undefined {
  if (versionId.length !== RANDOM_CHARACTERS + SEQUENCE_CHARACTERS) return undefined;
  const end = versionId.slice(RANDOM_CHARACTERS);
  return /^[0-9a-v]+$/.test(end) ? Number.parseInt(end, BASE) : undefined;
}
