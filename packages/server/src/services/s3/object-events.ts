import type { Db } from '../../database/database.ts';
import { shownVersionId } from './find-object.ts';
import type { ObjectVersion } from './object-version.ts';
import type { S3Request } from './s3-parts.ts';
import { readDocument } from './store/documents.ts';

export type ObjectChange =
  | { readonly type: 'Object Created'; readonly reason: 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload' }
  | {
      readonly type: 'Object Deleted';
      readonly reason: 'DeleteObject';
      readonly deletion: 'Permanently Deleted' | 'Delete Marker Created';
    };

/** Tells EventBridge of a change, when the bucket's notification configuration asks for it. */
export async function emitObjectEvent(
  tx: Db,
  parts: S3Request,
  version: ObjectVersion,
  change: ObjectChange,
): Promise<void> {
  const notification = await readDocument(tx, version.bucket, 'notification');
  if (!notification?.EventBridgeConfiguration) return;
  await parts.emitEvent(tx, {
    source: 'aws.s3',
    detailType: change.type,
    resources: [`arn:aws:s3:::${version.bucket}`],
    key: `s3:${version.bucket}/${version.key}`,
    detail: {
      version: '0',
      bucket: { name: version.bucket },
      object: describe(version, change, parts.clock.now()),
      'request-id': parts.request.requestId,
      requester: parts.account,
      reason: change.reason,
      ...(change.type === 'Object Deleted' ? { 'deletion-type': change.deletion } : {}),
    },
  });
}

/** `sequencer` orders the events of one key: its greater text is the later change. */
function describe(version: ObjectVersion, change: ObjectChange, now: number) {
  const versionId = shownVersionId(version);
  return {
    key: version.key,
    ...(change.type === 'Object Created' ? { size: version.size } : {}),
    ...(version.isMarker ? {} : { etag: version.etag.replaceAll('"', '') }),
    ...(versionId === undefined ? {} : { 'version-id': versionId }),
    sequencer: now.toString(16).toUpperCase().padStart(16, '0'),
  };
}
