import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import type { ObjectStore } from '../../objects/object-store.ts';
import { createTables } from './migrations/s3-001-tables.ts';
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { createBucket } from './operations/create-bucket.ts';
import { createMultipartUpload } from './operations/create-multipart-upload.ts';
import { deleteBucket } from './operations/delete-bucket.ts';
import { deleteBucketCors } from './operations/delete-bucket-cors.ts';
import { deleteBucketEncryption } from './operations/delete-bucket-encryption.ts';
import { deleteBucketLifecycle } from './operations/delete-bucket-lifecycle.ts';
import { deleteBucketOwnershipControls } from './operations/delete-bucket-ownership-controls.ts';
import { deleteBucketPolicy } from './operations/delete-bucket-policy.ts';
import { deleteBucketReplication } from './operations/delete-bucket-replication.ts';
import { deleteBucketTagging } from './operations/delete-bucket-tagging.ts';
import { deleteBucketWebsite } from './operations/delete-bucket-website.ts';
import { deleteObject } from './operations/delete-object.ts';
import { deleteObjectTagging } from './operations/delete-object-tagging.ts';
import { deleteObjects } from './operations/delete-objects.ts';
import { deletePublicAccessBlock } from './operations/delete-public-access-block.ts';
import { getBucketAccelerateConfiguration } from './operations/get-bucket-accelerate-configuration.ts';
import { getBucketAcl } from './operations/get-bucket-acl.ts';
import { getBucketCors } from './operations/get-bucket-cors.ts';
import { getBucketEncryption } from './operations/get-bucket-encryption.ts';
import { getBucketLifecycleConfiguration } from './operations/get-bucket-lifecycle-configuration.ts';
import { getBucketLocation } from './operations/get-bucket-location.ts';
import { getBucketLogging } from './operations/get-bucket-logging.ts';
import { getBucketNotificationConfiguration } from './operations/get-bucket-notification-configuration.ts';
import { getBucketOwnershipControls } from './operations/get-bucket-ownership-controls.ts';
import { getBucketPolicy } from './operations/get-bucket-policy.ts';
import { getBucketPolicyStatus } from './operations/get-bucket-policy-status.ts';
import { getBucketReplication } from './operations/get-bucket-replication.ts';
import { getBucketRequestPayment } from './operations/get-bucket-request-payment.ts';
import { getBucketTagging } from './operations/get-bucket-tagging.ts';
import { getBucketVersioning } from './operations/get-bucket-versioning.ts';
import { getBucketWebsite } from './operations/get-bucket-website.ts';
import { getObject } from './operations/get-object.ts';
import { getObjectAcl } from './operations/get-object-acl.ts';
import { getObjectAttributes } from './operations/get-object-attributes.ts';
import { getObjectLockConfiguration } from './operations/get-object-lock-configuration.ts';
import { getObjectTagging } from './operations/get-object-tagging.ts';
import { getPublicAccessBlock } from './operations/get-public-access-block.ts';
import { headBucket } from './operations/head-bucket.ts';
import { headObject } from './operations/head-object.ts';
import { listBuckets } from './operations/list-buckets.ts';
import { listMultipartUploads } from './operations/list-multipart-uploads.ts';
import { listObjectVersions } from './operations/list-object-versions.ts';
import { listObjects } from './operations/list-objects.ts';
import { listObjectsV2 } from './operations/list-objects-v2.ts';
import { listParts } from './operations/list-parts.ts';
import { putBucketAccelerateConfiguration } from './operations/put-bucket-accelerate-configuration.ts';
import { putBucketAcl } from './operations/put-bucket-acl.ts';
import { putBucketCors } from './operations/put-bucket-cors.ts';
import { putBucketEncryption } from './operations/put-bucket-encryption.ts';
import { putBucketLifecycleConfiguration } from './operations/put-bucket-lifecycle-configuration.ts';
import { putBucketLogging } from './operations/put-bucket-logging.ts';
import { putBucketNotificationConfiguration } from './operations/put-bucket-notification-configuration.ts';
import { putBucketOwnershipControls } from './operations/put-bucket-ownership-controls.ts';
import { putBucketPolicy } from './operations/put-bucket-policy.ts';
import { putBucketReplication } from './operations/put-bucket-replication.ts';
import { putBucketRequestPayment } from './operations/put-bucket-request-payment.ts';
import { putBucketTagging } from './operations/put-bucket-tagging.ts';
import { putBucketVersioning } from './operations/put-bucket-versioning.ts';
import { putBucketWebsite } from './operations/put-bucket-website.ts';
import { putObject } from './operations/put-object.ts';
import { putObjectAcl } from './operations/put-object-acl.ts';
import { putObjectLockConfiguration } from './operations/put-object-lock-configuration.ts';
import { putObjectTagging } from './operations/put-object-tagging.ts';
import { putPublicAccessBlock } from './operations/put-public-access-block.ts';
import { uploadPart } from './operations/upload-part.ts';
import { uploadPartCopy } from './operations/upload-part-copy.ts';
import { refuseNul } from './refuse-nul.ts';
import type { S3Parts } from './s3-parts.ts';
import { findNamedBytes } from './store/versions.ts';
import { deleteBytesWorker } from './workers/delete-bytes.ts';

/** Buckets and objects. `parts.objects` keeps the bytes and is used by this service alone. */
export function createS3(context: ServiceContext, { objects }: { objects: ObjectStore }): Service {
  const parts: S3Parts = { ...context, objects };
  return {
    name: 's3',
    sdkClient: 's3',
    operations: bindOperations(OPERATIONS, parts).map(refuseNul),
    notYet: NOT_YET,
    workers: [deleteBytesWorker(parts)],
    migrations: { 's3-001-tables': createTables },
    start: () => objects.recover((ids) => findNamedBytes(context.database, ids)),
  };
}

const OPERATIONS = [
  abortMultipartUpload,
  completeMultipartUpload,
  copyObject,
  createBucket,
  createMultipartUpload,
  deleteBucket,
  deleteBucketCors,
  deleteBucketEncryption,
  deleteBucketLifecycle,
  deleteBucketOwnershipControls,
  deleteBucketPolicy,
  deleteBucketReplication,
  deleteBucketTagging,
  deleteBucketWebsite,
  deleteObject,
  deleteObjectTagging,
  deleteObjects,
  deletePublicAccessBlock,
  getBucketAccelerateConfiguration,
  getBucketAcl,
  getBucketCors,
  getBucketEncryption,
  getBucketLifecycleConfiguration,
  getBucketLocation,
  getBucketLogging,
  getBucketNotificationConfiguration,
  getBucketOwnershipControls,
  getBucketPolicy,
  getBucketPolicyStatus,
  getBucketReplication,
  getBucketRequestPayment,
  getBucketTagging,
  getBucketVersioning,
  getBucketWebsite,
  getObject,
  getObjectAcl,
  getObjectAttributes,
  getObjectLockConfiguration,
  getObjectTagging,
  getPublicAccessBlock,
  headBucket,
  headObject,
  listBuckets,
  listMultipartUploads,
  listObjectVersions,
  listObjects,
  listObjectsV2,
  listParts,
  putBucketAccelerateConfiguration,
  putBucketAcl,
  putBucketCors,
  putBucketEncryption,
  putBucketLifecycleConfiguration,
  putBucketLogging,
  putBucketNotificationConfiguration,
  putBucketOwnershipControls,
  putBucketPolicy,
  putBucketReplication,
  putBucketRequestPayment,
  putBucketTagging,
  putBucketVersioning,
  putBucketWebsite,
  putObject,
  putObjectAcl,
  putObjectLockConfiguration,
  putObjectTagging,
  putPublicAccessBlock,
  uploadPart,
  uploadPartCopy,
];

const NOT_YET = [
  'CreateBucketMetadataConfiguration',
  'CreateBucketMetadataTableConfiguration',
  'CreateSession',
  'DeleteBucketAnalyticsConfiguration',
  'DeleteBucketIntelligentTieringConfiguration',
  'DeleteBucketInventoryConfiguration',
  'DeleteBucketMetadataConfiguration',
  'DeleteBucketMetadataTableConfiguration',
  'DeleteBucketMetricsConfiguration',
  'DeleteObjectAnnotation',
  'GetBucketAbac',
  'GetBucketAnalyticsConfiguration',
  'GetBucketIntelligentTieringConfiguration',
  'GetBucketInventoryConfiguration',
  'GetBucketMetadataConfiguration',
  'GetBucketMetadataTableConfiguration',
  'GetBucketMetricsConfiguration',
  'GetObjectAnnotation',
  'GetObjectLegalHold',
  'GetObjectRetention',
  'GetObjectTorrent',
  'ListBucketAnalyticsConfigurations',
  'ListBucketIntelligentTieringConfigurations',
  'ListBucketInventoryConfigurations',
  'ListBucketMetricsConfigurations',
  'ListDirectoryBuckets',
  'ListObjectAnnotations',
  'PutBucketAbac',
  'PutBucketAnalyticsConfiguration',
  'PutBucketIntelligentTieringConfiguration',
  'PutBucketInventoryConfiguration',
  'PutBucketMetricsConfiguration',
  'PutObjectAnnotation',
  'PutObjectLegalHold',
  'PutObjectRetention',
  'RenameObject',
  'RestoreObject',
  'SelectObjectContent',
  'UpdateBucketMetadataAnnotationTableConfiguration',
  'UpdateBucketMetadataInventoryTableConfiguration',
  'UpdateBucketMetadataJournalTableConfiguration',
  'UpdateObjectEncryption',
  'WriteGetObjectResponse',
];
