import type { CompleteMultipartUploadCommand } from '@aws-sdk/client-s3';
import type { Db } from '../../../database/database.ts';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { commitBytes, deleteBytesLater } from '../commit-bytes.ts';
import { invalidPart, invalidRequest, malformedXml, noSuchUpload } from '../errors.ts';
import { checkOwner, holdBucket } from '../find-bucket.ts';
import { shownVersionId } from '../find-object.ts';
import type { ObjectVersion } from '../object-version.ts';
import { checksumMembers } from '../rules/checksums.ts';
import { checksumOfUpload, chooseParts } from '../rules/complete-upload.ts';
import { etagOfParts, md5OfEtag } from '../rules/etag.ts';
import type { S3Parts, S3Request } from '../s3-parts.ts';
import {
  findUpload,
  listUploadParts,
  lockUpload,
  removeUpload,
  settleParts,
  type UploadPart,
} from '../store/uploads.ts';
import { findVersionOfUpload } from '../store/versions.ts';
import { type NewObject, writeObject } from '../write-version.ts';

type CompleteRequest = InputOf<CompleteMultipartUploadCommand>;

/** Joins the parts without reading them. A repeated request is answered with what the first one made. */
export const completeMultipartUpload = operation<CompleteMultipartUploadCommand, S3Parts>(
  'CompleteMultipartUpload',
  async (input, parts) => {
    checkOwner(input, parts.account);
    const version = (await findCompleted(parts, input)) ?? (await complete(parts, input));
    return {
      Location: `${parts.request.endpoint}/${input.Bucket}/${encodeURIComponent(input.Key)}`,
      Bucket: input.Bucket,
      Key: input.Key,
      ETag: version.etag,
      VersionId: shownVersionId(version),
      ...checksumMembers(version.properties.checksum),
      ...version.properties.encryption,
    };
  },
);

async function findCompleted({ database }: S3Request, input: CompleteRequest): Promise<ObjectVersion | undefined> {
  const version = await findVersionOfUpload(database, input.UploadId);
  return version?.bucket === input.Bucket && version.key === input.Key ? version : undefined;
}

async function complete(parts: S3Request, input: CompleteRequest): Promise<ObjectVersion> {
  const { chosen, saved, object } = await prepare(parts, input);
  const bytesId = await parts.objects.concat(chosen.map((part) => part.bytesId));
  return commitBytes(parts, bytesId, async (tx) => {
    // The bucket before the upload, in the order of DeleteBucket, so that neither waits for the other.
    await holdBucket(tx, input.Bucket, 'share');
    await requireUnchanged(tx, input, saved);
    const version = await writeObject(
      tx,
      parts,
      { ...object, bytesId },
      {
        change: { type: 'Object Created', reason: 'CompleteMultipartUpload' },
        conditions: { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch },
      },
    );
    const used = new Set(chosen.map((part) => part.number));
    const unused = saved.filter((part) => !used.has(part.number)).map((part) => part.number);
    await removeUpload(tx, input.UploadId);
    await settleParts(tx, input.UploadId, unused);
    await deleteBytesLater(
      tx,
      parts.queue,
      saved.flatMap((part) => part.bytesId ?? []),
    );
    return version;
  });
}

type SavedPart = UploadPart & { readonly bytesId: string };

/** Decides what the object will be, from the upload and its parts as they are now. */
async function prepare(
  { database }: S3Request,
  input: CompleteRequest,
): Promise<{ chosen: readonly SavedPart[]; saved: readonly UploadPart[]; object: Omit<NewObject, 'bytesId'> }> {
  const { Bucket: bucket, Key: key, UploadId: id } = input;
  const upload = await findUpload(database, { bucket, key, id });
  if (!upload) throw noSuchUpload(id);
  const saved = await listUploadParts(database, id);
  const named = input.MultipartUpload?.Parts;
  if (!named) throw malformedXml();
  const chosen = chooseParts(upload, named, saved).map((part) => {
    if (part.bytesId === undefined) throw invalidPart(id, part.number, part.etag);
    return { ...part, bytesId: part.bytesId };
  });
  const size = chosen.reduce((sum, part) => sum + part.size, 0);
  if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== size) {
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${size}`,
    );
  }
  const checksum = checksumOfUpload(upload, chosen, input);
  const object = {
    bucket,
    key,
    size,
    etag: etagOfParts(chosen.map((part) => md5OfEtag(part.etag))),
    storageClass: upload.storageClass,
    properties: { ...upload.properties, checksum },
    uploadId: id,
    partCount: chosen.length,
  };
  return { chosen, saved, object };
}

/** Between the decision and the commit, the upload may have ended or a part may have been replaced. */
async function requireUnchanged(tx: Db, input: CompleteRequest, saved: readonly UploadPart[]): Promise<void> {
  const { Bucket: bucket, Key: key, UploadId: id } = input;
  if (!(await lockUpload(tx, { bucket, key, id }, 'update'))) throw noSuchUpload(id);
  const now = await listUploadParts(tx, id);
  const changed = now.find((part, index) => part.bytesId !== saved[index]?.bytesId);
  if (changed || now.length !== saved.length) throw invalidPart(id, changed?.number ?? 0, changed?.etag ?? '');
}
