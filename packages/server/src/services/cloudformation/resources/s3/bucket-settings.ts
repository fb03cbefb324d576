import type {
  PutBucketAccelerateConfigurationCommandInput,
  PutBucketCorsCommandInput,
  PutBucketEncryptionCommandInput,
  PutBucketLifecycleConfigurationCommandInput,
  PutBucketLoggingCommandInput,
  PutBucketNotificationConfigurationCommandInput,
  PutBucketReplicationCommandInput,
  PutBucketVersioningCommandInput,
  PutBucketWebsiteCommandInput,
  PutObjectLockConfigurationCommandInput,
  PutPublicAccessBlockCommandInput,
} from '@aws-sdk/client-s3';
import { asObject, type Json, type JsonObject } from '@codeyard/engine/template/parse-template';
import { given, isTrue } from '../property-values.ts';
import type { ResourceCall } from '../resource-type.ts';
import { lifecycleRules } from './bucket-lifecycle.ts';
import { renameMembers } from './rename-members.ts';

/** A property that is a configuration of the bucket by itself. */
interface Setting {
  readonly property: string;
  readonly set: (call: ResourceCall, Bucket: string, value: JsonObject) => Promise<unknown>;
  /** Back to how a new bucket is. */
  readonly unset: (call: ResourceCall, Bucket: string) => Promise<unknown>;
}

/** In the order in which they can be set: replication and object lock need versions. */
export const BUCKET_SETTINGS: readonly Setting[] = [
  {
    property: 'VersioningConfiguration',
    set: ({ aws, fit }, Bucket, VersioningConfiguration) =>
      aws.s3.putBucketVersioning(
        fit<PutBucketVersioningCommandInput>('s3', 'PutBucketVersioning', { Bucket, VersioningConfiguration }),
      ),
    // There is no way back to a bucket that never had versions.
    unset: ({ aws }, Bucket) =>
      aws.s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }),
  },
  {
    property: 'PublicAccessBlockConfiguration',
    set: ({ aws, fit }, Bucket, PublicAccessBlockConfiguration) =>
      aws.s3.putPublicAccessBlock(
        fit<PutPublicAccessBlockCommandInput>('s3', 'PutPublicAccessBlock', { Bucket, PublicAccessBlockConfiguration }),
      ),
    unset: ({ aws }, Bucket) => aws.s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: ALL_BLOCKED }),
  },
  {
    property: 'BucketEncryption',
    set: ({ aws, fit }, Bucket, value) =>
      aws.s3.putBucketEncryption(
        fit<PutBucketEncryptionCommandInput>('s3', 'PutBucketEncryption', {
          Bucket,
          ServerSideEncryptionConfiguration: renameMembers(value, {
            ServerSideEncryptionConfiguration: 'Rules',
            ServerSideEncryptionByDefault: 'ApplyServerSideEncryptionByDefault',
          }),
        }),
      ),
    unset: ({ aws }, Bucket) => aws.s3.deleteBucketEncryption({ Bucket }),
  },
  {
    property: 'CorsConfiguration',
    set: ({ aws, fit }, Bucket, value) =>
      aws.s3.putBucketCors(
        fit<PutBucketCorsCommandInput>('s3', 'PutBucketCors', {
          Bucket,
          CORSConfiguration: renameMembers(value, { ExposedHeaders: 'ExposeHeaders', MaxAge: 'MaxAgeSeconds' }),
        }),
      ),
    unset: ({ aws }, Bucket) => aws.s3.deleteBucketCors({ Bucket }),
  },
  {
    property: 'LifecycleConfiguration',
    set: ({ aws, fit }, Bucket, { TransitionDefaultMinimumObjectSize, ...value }) =>
      aws.s3.putBucketLifecycleConfiguration(
        fit<PutBucketLifecycleConfigurationCommandInput>(
          's3',
          'PutBucketLifecycleConfiguration',
          given({
            ...{ Bucket, LifecycleConfiguration: { ...value, Rules: lifecycleRules(value) } },
            TransitionDefaultMinimumObjectSize,
          }),
        ),
      ),
    unset: ({ aws }, Bucket) => aws.s3.deleteBucketLifecycle({ Bucket }),
  },
  {
    property: 'LoggingConfiguration',
    set: ({ aws, fit }, Bucket, { DestinationBucketName, LogFilePrefix, ...rest }) =>
      aws.s3.putBucketLogging(
        fit<PutBucketLoggingCommandInput>('s3', 'PutBucketLogging', {
          Bucket,
          BucketLoggingStatus: {
            LoggingEnabled: given({
              ...{ ...rest, TargetBucket: DestinationBucketName ?? Bucket, TargetPrefix: LogFilePrefix ?? '' },
            }),
          },
        }),
      ),
    unset: ({ aws }, Bucket) => aws.s3.putBucketLogging({ Bucket, BucketLoggingStatus: {} }),
  },
  {
    property: 'WebsiteConfiguration',
    set: ({ aws, fit }, Bucket, value) =>
      aws.s3.putBucketWebsite(
        fit<PutBucketWebsiteCommandInput>('s3', 'PutBucketWebsite', {
          Bucket,
          WebsiteConfiguration: given({
            ...renamedObject(value, { RedirectRule: 'Redirect', RoutingRuleCondition: 'Condition' }),
            IndexDocument: value.IndexDocument && { Suffix: value.IndexDocument },
            ErrorDocument: value.ErrorDocument && { Key: value.ErrorDocument },
          }),
        }),
      ),
    unset: ({ aws }, Bucket) => aws.s3.deleteBucketWebsite({ Bucket }),
  },
  {
    property: 'AccelerateConfiguration',
    set: ({ aws, fit }, Bucket, { AccelerationStatus, ...rest }) =>
      aws.s3.putBucketAccelerateConfiguration(
        fit<PutBucketAccelerateConfigurationCommandInput>('s3', 'PutBucketAccelerateConfiguration', {
          Bucket,
          AccelerateConfiguration: given({ ...rest, Status: AccelerationStatus }),
        }),
      ),
    unset: ({ aws }, Bucket) =>
      aws.s3.putBucketAccelerateConfiguration({ Bucket, AccelerateConfiguration: { Status: 'Suspended' } }),
  },
  {
    property: 'ObjectLockConfiguration',
    set: ({ aws, fit }, Bucket, ObjectLockConfiguration) =>
      aws.s3.putObjectLockConfiguration(
        fit<PutObjectLockConfigurationCommandInput>('s3', 'PutObjectLockConfiguration', {
          Bucket,
          ObjectLockConfiguration,
        }),
      ),
    unset: ({ aws }, Bucket) =>
      aws.s3.putObjectLockConfiguration({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } }),
  },
  {
    property: 'ReplicationConfiguration',
    set: ({ aws, fit }, Bucket, value) =>
      aws.s3.putBucketReplication(
        fit<PutBucketReplicationCommandInput>('s3', 'PutBucketReplication', {
          Bucket,
          ReplicationConfiguration: renameMembers(value, { TagFilter: 'Tag', TagFilters: 'Tags' }),
        }),
      ),
    unset: ({ aws }, Bucket) => aws.s3.deleteBucketReplication({ Bucket }),
  },
  {
    property: 'NotificationConfiguration',
    set: ({ aws, fit }, Bucket, value) =>
      aws.s3.putBucketNotificationConfiguration(
        fit<PutBucketNotificationConfigurationCommandInput>('s3', 'PutBucketNotificationConfiguration', {
          Bucket,
          NotificationConfiguration: notification(value),
        }),
      ),
    unset: ({ aws }, Bucket) => aws.s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration: {} }),
  },
];

const ALL_BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

const renamedObject = (value: Json, names: Readonly<Record<string, string>>): JsonObject =>
  asObject(renameMembers(value, names));

const NOTIFICATION_NAMES = {
  ...{ LambdaConfigurations: 'LambdaFunctionConfigurations', Event: 'Events', S3Key: 'Key', Rules: 'FilterRules' },
  ...{ Function: 'LambdaFunctionArn', Queue: 'QueueArn', Topic: 'TopicArn' },
};

/** The API turns EventBridge on by an empty member, templates by a flag that is true when left out. */
function notification({ EventBridgeConfiguration, ...destinations }: JsonObject): JsonObject {
  const isOn =
    EventBridgeConfiguration !== undefined && isTrue(asObject(EventBridgeConfiguration).EventBridgeEnabled ?? true);
  return {
    ...renamedObject(destinations, NOTIFICATION_NAMES),
    ...(isOn ? { EventBridgeConfiguration: {} } : {}),
  };
}
