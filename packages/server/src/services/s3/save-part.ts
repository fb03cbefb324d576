import type { Db } from '../../database/database.ts';
import { commitBytes, deleteBytesLater } from './commit-bytes.ts';
import { noSuchUpload } from './errors.ts';
import { type S3Request, wholeSecond } from './s3-parts.ts';
import { findUpload, lockUpload, savePart, type Upload, type UploadName, type UploadPart } from './store/uploads.ts';
import { lockKey } from './store/versions.ts';

export type NewPart = Omit<UploadPart, 'bytesId' | 'modifiedAt'> & { readonly bytesId: string };

export async function requireUpload(db: Db, name: UploadName): Promise<Upload> {
  const upload = await findUpload(db, name);
  if (!upload) throw noSuchUpload(name.id);
  return upload;
}

/** Commits bytes as a part of an upload that has not ended meanwhile; answers when, in milliseconds. */
export async function commitPart(parts: S3Request, name: UploadName, part: NewPart): Promise<number> {
  const modifiedAt = wholeSecond(parts.clock.now());
  await commitBytes(parts, part.bytesId, async (tx) => {
    if (!(await lockUpload(tx, name, 'share'))) throw noSuchUpload(name.id);
    await lockKey(tx, name.id, String(part.number));
    const replaced = await savePart(tx, name.id, { ...part, modifiedAt });
    if (replaced !== undefined) await deleteBytesLater(tx, parts.queue, [replaced]);
  });
  return modifiedAt;
}

/** Digests as a part keeps them. */
export function digestsInBase64(digests: Readonly<Record<string, Buffer | undefined>>): UploadPart['digests'] {
  return Object.fromEntries(
    Object.entries(digests).flatMap(([name, digest]) => (digest ? [[name, digest.toString('base64')]] : [])),
  );
}
