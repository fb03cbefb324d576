import type { Database, Db } from '../../database/database.ts';
import type { ServiceContext } from '../../gateway/service.ts';
import { invalidParameter, markedForDeletion, secretNotFound, valueNotFound, versionExists } from './errors.ts';
import { addVersion, CURRENT } from './rules/stages.ts';
import {
  findSecret,
  listVersions,
  type Secret,
  type SecretValue,
  type SecretVersion,
  saveSecret,
  saveVersions,
} from './store.ts';

/** The secret; refuses when there is none. */
export async function findExistingSecret(db: Db, id: string): Promise<Secret> {
  const secret = await findSecret(db, id);
  if (!secret) throw secretNotFound();
  return secret;
}

/** The secret, which must not be marked for deletion. */
export async function findUsableSecret(db: Db, id: string): Promise<Secret> {
  const secret = await findExistingSecret(db, id);
  if (secret.deletionAt !== undefined) throw markedForDeletion();
  return secret;
}

/** The version with an id, a label, or AWSCURRENT. */
export async function findValue(
  db: Db,
  secret: Secret,
  wanted: { versionId?: string | undefined; versionStage?: string | undefined },
): Promise<SecretVersion> {
  const { versionId, versionStage } = wanted;
  const stage = versionStage ?? (versionId === undefined ? CURRENT : undefined);
  const found = (await listVersions(db, secret.arn)).find(
    (version) =>
      (versionId === undefined || version.id === versionId) && (stage === undefined || version.stages.includes(stage)),
  );
  if (!found) throw valueNotFound(versionId === undefined ? `staging label: ${stage}` : `VersionId: ${versionId}`);
  return found;
}

interface GivenValue {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
}

/** Undefined when neither text nor bytes were given. */
export function givenValue({ SecretString, SecretBinary }: GivenValue): SecretValue | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw invalidParameter('You must provide either SecretString or SecretBinary, not both.');
  }
  if (SecretBinary !== undefined) return { bytes: Buffer.from(SecretBinary).toString('base64') };
  return SecretString === undefined ? undefined : { text: SecretString };
}

/** Adds a version in the caller's transaction; the same token with the same value changes nothing. */
export async function putVersion(
  tx: Db,
  { vault, clock }: ServiceContext,
  secret: Secret,
  put: { id: string; value: SecretValue; stages: readonly string[] },
): Promise<SecretVersion> {
  const versions = await listVersions(tx, secret.arn);
  const same = versions.find(({ id }) => id === put.id);
  if (same) {
    if (vault.open(same.sealed) !== JSON.stringify(put.value)) throw versionExists();
    return same;
  }
  const now = clock.now();
  const added = { id: put.id, createdAt: now, stages: put.stages, sealed: vault.seal(JSON.stringify(put.value)) };
  await saveVersions(tx, secret.arn, versions, addVersion(versions, added));
  await saveSecret(tx, { ...secret, changedAt: now });
  return added;
}

/** The members of a value as the API names them. */
export function describeValue({ vault }: ServiceContext, version: SecretVersion) {
  const { text, bytes } = JSON.parse(vault.open(version.sealed)) as SecretValue;
  return {
    ...(text === undefined ? {} : { SecretString: text }),
    ...(bytes === undefined ? {} : { SecretBinary: new Uint8Array(Buffer.from(bytes, 'base64')) }),
  };
}

/** Changes a usable secret in one transaction. */
export async function changeSecret(
  database: Database,
  id: string,
  change: (secret: Secret) => Secret,
): Promise<Secret> {
  return await database.transaction(async (tx) => {
    const changed = change(await findUsableSecret(tx, id));
    await saveSecret(tx, changed);
    return changed;
  });
}

export function describeSecret(secret: Secret, versions: readonly SecretVersion[]) {
  const staged = versions.filter(({ stages }) => stages.length > 0);
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    ...(secret.keyId === undefined ? {} : { KmsKeyId: secret.keyId }),
    CreatedDate: new Date(secret.createdAt),
    LastChangedDate: new Date(secret.changedAt),
    ...(secret.deletionAt === undefined ? {} : { DeletedDate: new Date(secret.deletionAt) }),
    Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
    versions: Object.fromEntries(staged.map(({ id, stages }) => [id, [...stages]])),
  };
}
