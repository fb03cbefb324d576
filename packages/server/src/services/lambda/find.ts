import type { Db } from '../../database/database.ts';
import { functionNotFound, invalidParameter, revisionDiffers } from './errors.ts';
import type { Parts } from './parts.ts';
import { chooseVersion } from './rules/alias.ts';
import { type FunctionDocument, type FunctionRecord, LATEST } from './rules/function.ts';
import { type FunctionReference, functionArn, isVersion, readFunctionName } from './rules/function-name.ts';
import { findAlias } from './store/aliases.ts';
import { findFunction, findVersion, lockFunction } from './store/functions.ts';

/** What a call names: its name and maybe a qualifier, which may come in the name or apart. */
export function referenceOf(FunctionName: string, Qualifier?: string): FunctionReference {
  const read = readFunctionName(FunctionName);
  if (!read) throw invalidParameter(`${FunctionName} is no name of a function`);
  if (Qualifier !== undefined && read.qualifier !== undefined && Qualifier !== read.qualifier)
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.');
  return Qualifier === undefined ? read : { ...read, qualifier: Qualifier };
}

export async function findExisting(db: Db, parts: Parts, name: string): Promise<FunctionRecord> {
  const found = await findFunction(db, name);
  if (!found) throw functionNotFound(functionArn(parts, name));
  return found;
}

/** The function, locked, as long as it is still the revision that the caller knows. */
export async function lockExisting(
  tx: Db,
  parts: Parts,
  { name, revisionId }: { name: string; revisionId?: string | undefined },
): Promise<FunctionRecord> {
  const found = await lockFunction(tx, name);
  if (!found) throw functionNotFound(functionArn(parts, name));
  if (revisionId !== undefined && revisionId !== found.latest.revisionId) throw revisionDiffers();
  return found;
}

/** One version of a function, as a qualifier names it. */
export interface FoundVersion {
  readonly record: FunctionRecord;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly document: FunctionDocument;
}

/** The version that a qualifier stands for; of an alias with two, one by chance. */
export async function findQualified(
  db: Db,
  parts: Parts,
  { name, qualifier = LATEST }: FunctionReference,
): Promise<FoundVersion> {
  const record = await findExisting(db, parts, name);
  if (qualifier === LATEST) return { record, version: LATEST, document: record.latest };
  const missing = () => functionNotFound(functionArn(parts, name, qualifier));
  const alias = isVersion(qualifier) ? undefined : await findAlias(db, name, qualifier);
  if (!alias && !isVersion(qualifier)) throw missing();
  const version = alias ? chooseVersion(alias, chanceOf(parts)) : qualifier;
  if (version === LATEST) return { record, version, document: record.latest };
  const document = await findVersion(db, name, Number(version));
  if (!document) throw missing();
  return { record, version, document };
}

const chanceOf = ({ ids }: Parts) => ids.bytes(4).readUInt32BE() / 2 ** 32;
