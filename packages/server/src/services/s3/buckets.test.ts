import type { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startS3 } from './testing/start-s3.ts';
import { type ClientUnderTest, refusalOf, WAYS } from './testing/ways.ts';

describe.each(WAYS)('buckets, %s', (_, start) => {
  let client: ClientUnderTest;
  let s3: S3;
  const Bucket = 'a-bucket';
  beforeAll(async () => {
    client = await start();
    s3 = client.s3;
    await s3.createBucket({ Bucket });
  });
  afterAll(() => client.stop());

  it('are created, found, listed and deleted', async () => {
    await s3.createBucket({ Bucket: 'short-lived', CreateBucketConfiguration: { Tags: [{ Key: 'k', Value: 'v' }] } });
    expect((await s3.headBucket({ Bucket: 'short-lived' })).BucketRegion).toBe('us-east-1');
    expect((await s3.getBucketTagging({ Bucket: 'short-lived' })).TagSet).toEqual([{ Key: 'k', Value: 'v' }]);
    expect((await s3.listBuckets({})).Buckets?.map(({ Name }) => Name)).toEqual([Bucket, 'short-lived']);
    const page = await s3.listBuckets({ MaxBuckets: 1 });
    expect(page.Buckets?.map(({ Name }) => Name)).toEqual([Bucket]);
    const next = await s3.listBuckets({ MaxBuckets: 1, ContinuationToken: page.ContinuationToken });
    expect(next.Buckets?.map(({ Name }) => Name)).toEqual(['short-lived']);
    expect((await s3.listBuckets({ Prefix: 'sh' })).Buckets).toHaveLength(1);
    await s3.putObject({ Bucket: 'short-lived', Key: 'k', Body: '' });
    expect(await refusalOf(s3.deleteBucket({ Bucket: 'short-lived' }))).toBe('BucketNotEmpty');
    await s3.deleteObject({ Bucket: 'short-lived', Key: 'k' });
    await s3.deleteBucket({ Bucket: 'short-lived' });
    expect(await refusalOf(s3.headBucket({ Bucket: 'short-lived' }))).toBe('NotFound');
    expect(await refusalOf(s3.deleteBucket({ Bucket: 'short-lived' }))).toBe('NoSuchBucket');
  });

  it('with names or locations S3 would refuse are refused', async () => {
    expect(await refusalOf(s3.createBucket({ Bucket: 'Bad_Name' }))).toBe('InvalidBucketName');
    const elsewhere = { Bucket: 'elsewhere', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' as const } };
    expect(await refusalOf(s3.createBucket(elsewhere))).toBe('IllegalLocationConstraintException');
    expect((await s3.getBucketLocation({ Bucket })).LocationConstraint).toBeUndefined();
  });

  it('begin without access lists and public access, encrypted and unversioned', async () => {
    expect((await s3.getBucketOwnershipControls({ Bucket })).OwnershipControls?.Rules).toEqual([
      { ObjectOwnership: 'BucketOwnerEnforced' },
    ]);
    expect((await s3.getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration?.BlockPublicAcls).toBe(true);
    const { ServerSideEncryptionConfiguration: encryption } = await s3.getBucketEncryption({ Bucket });
    expect(encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256');
    expect((await s3.getBucketVersioning({ Bucket })).Status).toBeUndefined();
    expect((await s3.getBucketRequestPayment({ Bucket })).Payer).toBe('BucketOwner');
    expect((await s3.getBucketAccelerateConfiguration({ Bucket })).Status).toBeUndefined();
    expect((await s3.getBucketLogging({ Bucket })).LoggingEnabled).toBeUndefined();
    expect((await s3.getBucketNotificationConfiguration({ Bucket })).EventBridgeConfiguration).toBeUndefined();
    expect((await s3.getBucketAcl({ Bucket })).Grants?.map(({ Permission }) => Permission)).toEqual(['FULL_CONTROL']);
  });

  it('refuse documents they do not have, each in its own words', async () => {
    const refusals = await Promise.all(
      [
        s3.getBucketCors({ Bucket }),
        s3.getBucketPolicy({ Bucket }),
        s3.getBucketPolicyStatus({ Bucket }),
        s3.getBucketTagging({ Bucket }),
        s3.getBucketWebsite({ Bucket }),
        s3.getBucketReplication({ Bucket }),
        s3.getBucketLifecycleConfiguration({ Bucket }),
        s3.getObjectLockConfiguration({ Bucket }),
      ].map(refusalOf),
    );
    expect(refusals).toEqual([
      'NoSuchCORSConfiguration',
      'NoSuchBucketPolicy',
      'NoSuchBucketPolicy',
      'NoSuchTagSet',
      'NoSuchWebsiteConfiguration',
      'ReplicationConfigurationNotFoundError',
      'NoSuchLifecycleConfiguration',
      'ObjectLockConfigurationNotFoundError',
    ]);
    expect(await refusalOf(s3.getBucketCors({ Bucket: 'no-such-bucket' }))).toBe('NoSuchBucket');
  });

  it('answer their documents as they were given, and forget them', async () => {
    const CORSRules = [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'], MaxAgeSeconds: 5 }];
    await s3.putBucketCors({ Bucket, CORSConfiguration: { CORSRules } });
    expect((await s3.getBucketCors({ Bucket })).CORSRules).toEqual(CORSRules);
    await s3.deleteBucketCors({ Bucket });
    expect(await refusalOf(s3.getBucketCors({ Bucket }))).toBe('NoSuchCORSConfiguration');

    const TagSet = [{ Key: 'team', Value: 'build' }];
    await s3.putBucketTagging({ Bucket, Tagging: { TagSet } });
    expect((await s3.getBucketTagging({ Bucket })).TagSet).toEqual(TagSet);
    await s3.deleteBucketTagging({ Bucket });

    const website = { IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'e.html' } };
    await s3.putBucketWebsite({ Bucket, WebsiteConfiguration: website });
    expect(await s3.getBucketWebsite({ Bucket })).toMatchObject(website);
    await s3.deleteBucketWebsite({ Bucket });

    const Rules = [
      { ID: 'r', Status: 'Enabled' as const, Filter: { Prefix: 'x/' }, Expiration: { Date: new Date('2030-01-01') } },
    ];
    await s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } });
    expect((await s3.getBucketLifecycleConfiguration({ Bucket })).Rules).toEqual(Rules);
    await s3.deleteBucketLifecycle({ Bucket });

    const ReplicationConfiguration = {
      Role: 'arn:aws:iam::123456789012:role/r',
      Rules: [{ Status: 'Enabled' as const, Prefix: '', Destination: { Bucket: 'arn:aws:s3:::other' } }],
    };
    await s3.putBucketReplication({ Bucket, ReplicationConfiguration });
    expect(await s3.getBucketReplication({ Bucket })).toMatchObject({ ReplicationConfiguration });
    await s3.deleteBucketReplication({ Bucket });

    const LoggingEnabled = { TargetBucket: 'logs', TargetPrefix: 'p/' };
    await s3.putBucketLogging({ Bucket, BucketLoggingStatus: { LoggingEnabled } });
    expect((await s3.getBucketLogging({ Bucket })).LoggingEnabled).toEqual(LoggingEnabled);
    await s3.putBucketLogging({ Bucket, BucketLoggingStatus: {} });
    expect((await s3.getBucketLogging({ Bucket })).LoggingEnabled).toBeUndefined();

    await s3.putBucketAccelerateConfiguration({ Bucket, AccelerateConfiguration: { Status: 'Enabled' } });
    expect((await s3.getBucketAccelerateConfiguration({ Bucket })).Status).toBe('Enabled');
    await s3.putBucketRequestPayment({ Bucket, RequestPaymentConfiguration: { Payer: 'Requester' } });
    expect((await s3.getBucketRequestPayment({ Bucket })).Payer).toBe('Requester');

    const PublicAccessBlockConfiguration = { BlockPublicAcls: false, IgnorePublicAcls: true };
    await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration });
    expect(await s3.getPublicAccessBlock({ Bucket })).toMatchObject({ PublicAccessBlockConfiguration });
    await s3.deletePublicAccessBlock({ Bucket });
    expect(await refusalOf(s3.getPublicAccessBlock({ Bucket }))).toBe('NoSuchPublicAccessBlockConfiguration');
    await s3.deleteBucketOwnershipControls({ Bucket });
    expect(await refusalOf(s3.getBucketOwnershipControls({ Bucket }))).toBe('OwnershipControlsNotFoundError');
    await s3.putBucketAcl({ Bucket, ACL: 'public-read' });
    expect((await s3.getBucketAcl({ Bucket })).Grants).toHaveLength(2);
    await s3.putBucketOwnershipControls({
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    expect(await refusalOf(s3.putBucketAcl({ Bucket, ACL: 'private' }))).toBe('AccessControlListNotSupported');
    expect(await refusalOf(s3.createBucket({ Bucket: 'with-a-list', ACL: 'public-read' }))).toBe(
      'InvalidBucketAclWithObjectOwnership',
    );
    // Terraform's provider names the list that every bucket has.
    await s3.createBucket({ Bucket: 'with-its-own-list', ACL: 'private' });
    const { OwnershipControls } = await s3.getBucketOwnershipControls({ Bucket: 'with-its-own-list' });
    expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    expect((await s3.getBucketAcl({ Bucket: 'with-its-own-list' })).Grants).toHaveLength(1);
  });

  it('check policies before they keep them', async () => {
    const policy = (Resource: string, Principal: unknown = '*') =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource }],
      });
    const put = (Policy: string) => refusalOf(s3.putBucketPolicy({ Bucket, Policy }));
    expect(await put(policy(`arn:aws:s3:::${Bucket}/*`))).toBe('nothing was refused');
    expect((await s3.getBucketPolicy({ Bucket })).Policy).toBe(policy(`arn:aws:s3:::${Bucket}/*`));
    expect((await s3.getBucketPolicyStatus({ Bucket })).PolicyStatus?.IsPublic).toBe(true);
    expect(await put('not json')).toBe('MalformedPolicy');
    expect(await put('{"Statement": 1}')).toBe('MalformedPolicy');
    expect(await put(policy('arn:aws:s3:::another-bucket/*'))).toBe('MalformedPolicy');
    expect(await put(policy(`arn:aws:s3:::${Bucket}`, { AWS: 'arn:aws:iam::123456789012:root' }))).toBe(
      'nothing was refused',
    );
    expect((await s3.getBucketPolicyStatus({ Bucket })).PolicyStatus?.IsPublic).toBe(false);
    await s3.deleteBucketPolicy({ Bucket });
  });

  it('with object lock are versioned for good', async () => {
    await s3.createBucket({ Bucket: 'locked', ObjectLockEnabledForBucket: true });
    expect((await s3.getBucketVersioning({ Bucket: 'locked' })).Status).toBe('Enabled');
    expect((await s3.getObjectLockConfiguration({ Bucket: 'locked' })).ObjectLockConfiguration).toEqual({
      ObjectLockEnabled: 'Enabled',
    });
    const suspend = s3.putBucketVersioning({ Bucket: 'locked', VersioningConfiguration: { Status: 'Suspended' } });
    expect(await refusalOf(suspend)).toBe('InvalidBucketState');
    const lock = s3.putObjectLockConfiguration({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } });
    expect(await refusalOf(lock)).toBe('InvalidBucketState');
  });
});

it('a bucket created again is success in us-east-1 and refused in every other region', async () => {
  const oldest = await startS3();
  await oldest.s3.createBucket({ Bucket: 'again' });
  expect(await refusalOf(oldest.s3.createBucket({ Bucket: 'again' }))).toBe('nothing was refused');
  await oldest.stop();

  const other = await startS3({ region: 'eu-central-1' });
  const request = { Bucket: 'again', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' as const } };
  await other.s3.createBucket(request);
  expect(await refusalOf(other.s3.createBucket(request))).toBe('BucketAlreadyOwnedByYou');
  expect(await refusalOf(other.s3.createBucket({ Bucket: 'nowhere' }))).toBe('IllegalLocationConstraintException');
  expect((await other.s3.getBucketLocation({ Bucket: 'again' })).LocationConstraint).toBe('eu-central-1');
  await other.stop();
});
