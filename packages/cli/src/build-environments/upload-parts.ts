import { type BucketLocationConstraint, S3 } from '@aws-sdk/client-s3';
import type { AwsPlace } from '../aws/open-aws.ts';
import type { UploadedParts } from './package-template.ts';
import type { StackParts } from './stack-parts.ts';

export const defaultBucket = ({ account, region }: AwsPlace) => `codeyard-build-environments-${account}-${region}`;

/** Puts the functions and the state machine into a bucket; one of our own is made when none is given. */
export async function uploadParts(
  place: AwsPlace,
  parts: StackParts,
  given: string | undefined,
): Promise<UploadedParts> {
  const s3 = new S3(place.settings);
  const bucket = given ?? defaultBucket(place);
  if (given === undefined) await makeBucket(s3, place, bucket);
  for (const { key, body } of [parts.functions, parts.flow]) {
    // A bucket of that name may be somebody else's: it must not be given to them.
    await s3.putObject({ Bucket: bucket, Key: key, Body: body, ExpectedBucketOwner: place.account });
  }
  return { bucket, functions: parts.functions.key, flow: parts.flow.key };
}

async function makeBucket(s3: S3, { region }: AwsPlace, Bucket: string): Promise<void> {
  // The one region that must not be named: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
  const LocationConstraint = region as BucketLocationConstraint;
  const place = region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint } };
  await s3.createBucket({ Bucket, ...place }).catch((error: Error) => {
    if (error.name !== 'BucketAlreadyOwnedByYou') throw error;
  });
}
