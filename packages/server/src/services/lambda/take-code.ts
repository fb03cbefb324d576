import type { FunctionCode } from '@aws-sdk/client-lambda';
import type { Checked } from '../../gateway/operation.ts';
import { invalidParameter, notHere } from './errors.ts';
import type { Parts } from './parts.ts';

/** As on AWS: 50 MB in a request; what is in S3 may unpack to 250 MB. */
const LARGEST_UPLOAD = 52_428_800;

type Given = Pick<Checked<FunctionCode>, 'ZipFile' | 'S3Bucket' | 'S3Key' | 'S3ObjectVersion' | 'ImageUri'>;

/** The code that a request brings or names, kept; answers where, and its size in bytes. */
export async function takeCode(parts: Parts, given: Given): Promise<{ code: string; codeSize: number }> {
  if (given.ImageUri !== undefined) throw notHere('A function from a container image');
  const zip = given.ZipFile ?? (await readS3(parts, given));
  if (given.ZipFile && zip.length > LARGEST_UPLOAD)
    throw invalidParameter(`The ZIP file has ${zip.length} bytes; more than ${LARGEST_UPLOAD} must come from S3`);
  if (zip.length === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
  return { code: await parts.code.put(zip), codeSize: zip.length };
}

async function readS3({ aws }: Parts, { S3Bucket, S3Key, S3ObjectVersion }: Given): Promise<Uint8Array> {
  if (S3Bucket === undefined || S3Key === undefined)
    throw invalidParameter('Please provide a source for function code.');
  try {
    const version = S3ObjectVersion === undefined ? {} : { VersionId: S3ObjectVersion };
    const { Body } = await aws.s3.getObject({ Bucket: S3Bucket, Key: S3Key, ...version });
    const chunks: Buffer[] = [];
    for await (const chunk of Body as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch (error) {
    const { name, message } = error as Error;
    if (!/^(NoSuch|NotFound)/.test(name)) throw error;
    throw invalidParameter(`Error occurred while GetObject. S3 Error Code: ${name}. S3 Error Message: ${message}`);
  }
}
