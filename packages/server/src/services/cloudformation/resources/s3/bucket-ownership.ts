import type { PutBucketAclCommandInput, PutBucketOwnershipControlsCommandInput } from '@aws-sdk/client-s3';
import { asObject, type JsonObject } from '@codeyard/engine/template/parse-template';
import { listOf } from '../property-values.ts';
import { textOf, type UpdateCall } from '../resource-type.ts';

const ENFORCED = 'BucketOwnerEnforced';

/** Who owns objects; what new buckets have when nothing is said. */
export const ownershipOf = ({ OwnershipControls }: JsonObject): string =>
  textOf(asObject(listOf(asObject(OwnershipControls).Rules)[0]).ObjectOwnership) ?? ENFORCED;

/** `PublicRead` is `public-read` for the API. A private list is what a bucket without lists has anyway. */
export function cannedAcl(properties: JsonObject): string | undefined {
  const name = textOf(properties.AccessControl) ?? 'Private';
  if (name === 'Private' && ownershipOf(properties) === ENFORCED) return undefined;
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

/** Lists can be set only while the bucket's owner does not own everything, so they go first or last. */
export async function updateOwnership(call: UpdateCall): Promise<void> {
  const { aws, changed, fit, physicalId: Bucket, previous, properties } = call;
  if (!changed.has('OwnershipControls') && !changed.has('AccessControl')) return;
  const ObjectOwnership = ownershipOf(properties);
  const ACL = cannedAcl(properties);
  const setOwnership = () => {
    const value = { Bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } };
    return aws.s3.putBucketOwnershipControls(
      fit<PutBucketOwnershipControlsCommandInput>('s3', 'PutBucketOwnershipControls', value),
    );
  };
  if (ObjectOwnership === ENFORCED && ACL === undefined) {
    // Only a bucket that had lists can have one to take away; an earlier try may have been here already.
    const { OwnershipControls } = await aws.s3.getBucketOwnershipControls({ Bucket });
    const isEnforced = OwnershipControls?.Rules?.[0]?.ObjectOwnership === ENFORCED;
    if (!isEnforced && cannedAcl(previous) !== undefined) await aws.s3.putBucketAcl({ Bucket, ACL: 'private' });
    await setOwnership();
    return;
  }
  await setOwnership();
  if (ACL) await aws.s3.putBucketAcl(fit<PutBucketAclCommandInput>('s3', 'PutBucketAcl', { Bucket, ACL }));
}
