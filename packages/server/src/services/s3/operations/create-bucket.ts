import type { CreateBucketCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { checkedGrants } from '../describe-object.ts';
import { aclWithOwnership, bucketAlreadyOwnedByYou, invalidBucketName } from '../errors.ts';
import { grantsToOthers } from '../rules/acl.ts';
import { isValidBucketName } from '../rules/bucket-name.ts';
import { checkLocation, OLDEST_REGION } from '../rules/location.ts';
import { checkTags, MAX_BUCKET_TAGS } from '../rules/tags.ts';
import { ownerOf, type S3Parts, wholeSecond } from '../s3-parts.ts';
import { insertBucket } from '../store/buckets.ts';
import { writeDocument } from '../store/documents.ts';

/** New buckets have no access lists and no public access, as on AWS since April 2023. */
export const createBucket = operation<CreateBucketCommand, S3Parts>('CreateBucket', async (input, parts) => {
  const { Bucket: name, CreateBucketConfiguration: configuration } = input;
  if (!isValidBucketName(name)) throw invalidBucketName(name);
  checkLocation(configuration?.LocationConstraint, parts.region);
  const ownership = input.ObjectOwnership ?? 'BucketOwnerEnforced';
  const isEnforced = ownership === 'BucketOwnerEnforced';
  if (isEnforced && grantsToOthers(input, ownerOf(parts.account).ID)) throw aclWithOwnership();
  const grants = isEnforced ? undefined : checkedGrants(input, parts, ownership);
  const tags = checkTags(configuration?.Tags ?? [], MAX_BUCKET_TAGS);
  const objectLock = input.ObjectLockEnabledForBucket === true;

  await parts.database.transaction(async (tx) => {
    const createdAt = wholeSecond(parts.clock.now());
    const versioning = objectLock ? 'Enabled' : undefined;
    if (!(await insertBucket(tx, { name, createdAt, versioning, objectLock }))) {
      // The oldest region alone answers a repeated request with success.
      if (parts.region === OLDEST_REGION) return;
      throw bucketAlreadyOwnedByYou(name);
    }
    await writeDocument(tx, name, 'ownership', { Rules: [{ ObjectOwnership: ownership }] });
    await writeDocument(tx, name, 'public-access-block', ALL_BLOCKED);
    if (grants) await writeDocument(tx, name, 'acl', [...grants]);
    if (tags.length > 0) await writeDocument(tx, name, 'tagging', [...tags]);
  });
  return { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` };
});

const ALL_BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
