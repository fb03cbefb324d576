import { S3 } from '@aws-sdk/client-s3';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

const RULES: JsonObject[] = [
  { Id: 'old', Status: 'Enabled', ExpirationInDays: '30', Prefix: 'logs/' },
  {
    ...{ Id: 'cold', Status: 'Disabled', NoncurrentVersionExpirationInDays: 9 },
    TagFilters: [{ Key: 'kind', Value: 'big' }],
    ObjectSizeGreaterThan: '1000',
    Transitions: [{ StorageClass: 'Glacier', TransitionInDays: 90 }],
    NoncurrentVersionTransitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: 40, NewerNoncurrentVersions: 2 }],
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 },
  },
];

const NOT_SET = [
  ...['NoSuchTagSet', 'NoSuchCORSConfiguration', 'NoSuchLifecycleConfiguration', 'NoSuchWebsiteConfiguration'],
  ...['ReplicationConfigurationNotFoundError', 'ObjectLockConfigurationNotFoundError'],
];

async function lookAtBucket(yard: Yard, Bucket: string) {
  const s3 = yard.client(S3);
  if (!(await unlessGone(['NotFound', 'NoSuchBucket'], () => s3.headBucket({ Bucket })))) return undefined;
  const blocks = (await s3.getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration;
  const encryption = (await s3.getBucketEncryption({ Bucket })).ServerSideEncryptionConfiguration?.Rules?.[0];
  const notification = await s3.getBucketNotificationConfiguration({ Bucket });
  const lock = await unlessGone(NOT_SET, () => s3.getObjectLockConfiguration({ Bucket }));
  return {
    versions: (await s3.getBucketVersioning({ Bucket })).Status ?? 'none',
    owner: (await s3.getBucketOwnershipControls({ Bucket })).OwnershipControls?.Rules?.[0]?.ObjectOwnership,
    grants: (await s3.getBucketAcl({ Bucket })).Grants?.map(({ Permission }) => Permission),
    blocked: blocks?.BlockPublicAcls,
    encryption: encryption?.ApplyServerSideEncryptionByDefault,
    bucketKey: encryption?.BucketKeyEnabled ?? false,
    accelerated: (await s3.getBucketAccelerateConfiguration({ Bucket })).Status ?? 'Suspended',
    logging: (await s3.getBucketLogging({ Bucket })).LoggingEnabled ?? null,
    tags: (await unlessGone(NOT_SET, () => s3.getBucketTagging({ Bucket })))?.TagSet ?? [],
    cors: (await unlessGone(NOT_SET, () => s3.getBucketCors({ Bucket })))?.CORSRules ?? [],
    lifecycle: (await unlessGone(NOT_SET, () => s3.getBucketLifecycleConfiguration({ Bucket })))?.Rules ?? [],
    website: (await unlessGone(NOT_SET, () => s3.getBucketWebsite({ Bucket }))) ?? null,
    replication:
      (await unlessGone(NOT_SET, () => s3.getBucketReplication({ Bucket })))?.ReplicationConfiguration ?? null,
    eventBridge: notification.EventBridgeConfiguration !== undefined,
    queues: notification.QueueConfigurations ?? [],
    lock: lock?.ObjectLockConfiguration?.Rule?.DefaultRetention ?? null,
  };
}

const NEW = {
  ...{ versions: 'none', owner: 'BucketOwnerEnforced', grants: ['FULL_CONTROL'], blocked: true },
  ...{ encryption: { SSEAlgorithm: 'AES256' }, accelerated: 'Suspended', logging: null, tags: [], cors: [] },
  ...{ lifecycle: [], website: null, replication: null, lock: null },
};

const ROUTING = [
  {
    RedirectRule: { HostName: 'example.com', ReplaceKeyPrefixWith: 'to/', HttpRedirectCode: '302' },
    RoutingRuleCondition: { KeyPrefixEquals: 'from/', HttpErrorCodeReturnedEquals: '404' },
  },
];

const policy = (Action: string): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource: 'arn:aws:s3:::cases-with-policy/*' }],
});

export const S3_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::S3::Bucket',
    properties: {},
    change: {
      OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
      AccessControl: 'PublicRead',
      PublicAccessBlockConfiguration: { BlockPublicAcls: 'false' },
      AccelerateConfiguration: { AccelerationStatus: 'Enabled' },
      WebsiteConfiguration: { IndexDocument: 'index.html', ErrorDocument: 'error.html', RoutingRules: ROUTING },
      Tags: [{ Key: 'team', Value: 'a' }],
    },
    replacement: { BucketName: 'another-bucket' },
    broken: { properties: { AccessControl: 'PublicRead' }, reason: /Bucket cannot have ACLs set/ },
    expected: { ...NEW, versions: 'none' },
    expectedChange: {
      ...{ owner: 'ObjectWriter', grants: ['FULL_CONTROL', 'READ'], blocked: false, accelerated: 'Enabled' },
      website: {
        ...{ IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'error.html' } },
        RoutingRules: [
          {
            Redirect: { HostName: 'example.com', ReplaceKeyPrefixWith: 'to/', HttpRedirectCode: '302' },
            Condition: { KeyPrefixEquals: 'from/', HttpErrorCodeReturnedEquals: '404' },
          },
        ],
      },
      tags: [{ Key: 'team', Value: 'a' }],
    },
    look: lookAtBucket,
  },
  {
    type: 'AWS::S3::Bucket',
    properties: {
      BucketName: 'cases-rich-bucket',
      AccessControl: 'LogDeliveryWrite',
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
      ObjectLockEnabled: 'true',
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: '5' } },
      },
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/mine' },
            BucketKeyEnabled: true,
          },
        ],
      },
      PublicAccessBlockConfiguration: { BlockPublicAcls: 'true', BlockPublicPolicy: true },
      CorsConfiguration: {
        CorsRules: [
          { Id: 'one', AllowedMethods: ['GET'], AllowedOrigins: ['*'], ExposedHeaders: ['etag'], MaxAge: '60' },
        ],
      },
      LifecycleConfiguration: { Rules: RULES },
      LoggingConfiguration: { LogFilePrefix: 'log/' },
      NotificationConfiguration: {
        EventBridgeConfiguration: { EventBridgeEnabled: true },
        QueueConfigurations: [
          {
            ...{ Event: 's3:ObjectCreated:*', Queue: 'arn:aws:sqs:us-east-1:123456789012:q' },
            Filter: { S3Key: { Rules: [{ Name: 'suffix', Value: '.zip' }] } },
          },
        ],
      },
      ReplicationConfiguration: {
        Role: 'arn:aws:iam::123456789012:role/replicates',
        Rules: [
          {
            ...{ Id: 'all', Status: 'Enabled', Priority: '1', DeleteMarkerReplication: { Status: 'Disabled' } },
            Filter: { And: { Prefix: 'a/', TagFilters: [{ Key: 'k', Value: 'v' }] } },
            Destination: { Bucket: 'arn:aws:s3:::elsewhere', StorageClass: 'STANDARD_IA' },
          },
        ],
      },
      Tags: [{ Key: 'team', Value: 'a' }],
    },
    change: {
      AccessControl: null,
      OwnershipControls: null,
      ObjectLockConfiguration: null,
      BucketEncryption: null,
      PublicAccessBlockConfiguration: null,
      CorsConfiguration: null,
      LifecycleConfiguration: null,
      LoggingConfiguration: null,
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: 'false' } },
      ReplicationConfiguration: null,
      Tags: [],
    },
    broken: { properties: { InventoryConfigurations: [{ Id: 'a' }] }, reason: /InventoryConfigurations of buckets/ },
    expected: {
      ...{ versions: 'Enabled', owner: 'BucketOwnerPreferred', grants: ['FULL_CONTROL', 'WRITE', 'READ_ACP'] },
      ...{ lock: { Mode: 'GOVERNANCE', Days: 5 }, blocked: true, bucketKey: true },
      encryption: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/mine' },
      cors: [{ ID: 'one', AllowedMethods: ['GET'], AllowedOrigins: ['*'], ExposeHeaders: ['etag'], MaxAgeSeconds: 60 }],
      lifecycle: [
        { ID: 'old', Status: 'Enabled', Expiration: { Days: 30 }, Prefix: 'logs/' },
        {
          ...{ ID: 'cold', Status: 'Disabled', NoncurrentVersionExpiration: { NoncurrentDays: 9 } },
          Filter: { And: { Tags: [{ Key: 'kind', Value: 'big' }], ObjectSizeGreaterThan: 1000 } },
          Transitions: [{ Days: 90, StorageClass: 'GLACIER' }],
          NoncurrentVersionTransitions: [
            { NoncurrentDays: 40, StorageClass: 'STANDARD_IA', NewerNoncurrentVersions: 2 },
          ],
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 },
        },
      ],
      logging: { TargetBucket: 'cases-rich-bucket', TargetPrefix: 'log/' },
      eventBridge: true,
      queues: [
        {
          ...{ Events: ['s3:ObjectCreated:*'], QueueArn: 'arn:aws:sqs:us-east-1:123456789012:q' },
          Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.zip' }] } },
        },
      ],
      replication: {
        Role: 'arn:aws:iam::123456789012:role/replicates',
        Rules: [
          {
            ...{ ID: 'all', Status: 'Enabled', Priority: 1, DeleteMarkerReplication: { Status: 'Disabled' } },
            Filter: { And: { Prefix: 'a/', Tags: [{ Key: 'k', Value: 'v' }] } },
            Destination: { Bucket: 'arn:aws:s3:::elsewhere', StorageClass: 'STANDARD_IA' },
          },
        ],
      },
      tags: [{ Key: 'team', Value: 'a' }],
    },
    expectedChange: { ...NEW, versions: 'Enabled', eventBridge: false, queues: [] },
    look: lookAtBucket,
  },
  {
    type: 'AWS::S3::BucketPolicy',
    async prepare(yard) {
      await yard.client(S3).createBucket({ Bucket: 'cases-with-policy' });
      return {};
    },
    properties: { Bucket: 'cases-with-policy', PolicyDocument: policy('s3:GetObject') },
    change: { PolicyDocument: JSON.stringify(policy('s3:*')) },
    replacement: { Bucket: 'another' },
    broken: { properties: { Bucket: 'not-there-at-all' }, reason: /invalid resource/ },
    expected: policy('s3:GetObject'),
    expectedChange: policy('s3:*'),
    async look(yard, Bucket) {
      const found = await unlessGone('NoSuchBucketPolicy', () => yard.client(S3).getBucketPolicy({ Bucket }));
      return found && JSON.parse(found.Policy ?? '');
    },
  },
];
