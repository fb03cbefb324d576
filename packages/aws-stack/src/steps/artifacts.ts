import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { OutputPaths } from '../action/read-output-paths.ts';
import type { Parts } from '../parts.ts';
import type { InputFile, OutputFile } from '../programs/program-order.ts';

/** As long as an address of an artifact works; the credentials that sign it do not live longer. */
const SIGNED_SECONDS = 900;

/** Addresses of a job's artifacts, signed with its own credentials: each opens one object, one way. */
export async function readArtifacts(
  { aws, s3 }: Parts,
  jobId: string,
  paths: readonly OutputPaths[] = [],
): Promise<{ inputs: InputFile[]; outputs: OutputFile[] }> {
  const { jobDetails } = await aws.codepipeline.getJobDetails({ jobId });
  const { artifactCredentials, encryptionKey, inputArtifacts = [], outputArtifacts = [] } = jobDetails?.data ?? {};
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = artifactCredentials ?? {};
  const client = new S3Client({ ...s3, credentials: { accessKeyId, secretAccessKey, sessionToken } });
  const options = { expiresIn: SIGNED_SECONDS };
  const inputs = inputArtifacts.map(async ({ name = '', location }) => {
    const { bucketName: Bucket, objectKey: Key } = location?.s3Location ?? {};
    return { name, url: await getSignedUrl(client, new GetObjectCommand({ Bucket, Key }), options) };
  });
  const outputs = outputArtifacts.map(async ({ name = '', location }) => {
    const { bucketName: Bucket, objectKey: Key } = location?.s3Location ?? {};
    const headers = encryptionHeaders(encryptionKey?.id);
    const command = new PutObjectCommand({
      ...{ Bucket, Key, ServerSideEncryption: 'aws:kms' },
      ...(encryptionKey?.id === undefined ? {} : { SSEKMSKeyId: encryptionKey.id }),
    });
    // What is signed as a header is not in the address, and has to be sent.
    const url = await getSignedUrl(client, command, { ...options, unhoistableHeaders: new Set(Object.keys(headers)) });
    return { artifact: name, paths: paths.find(({ artifact }) => artifact === name)?.paths ?? [], url, headers };
  });
  return { inputs: await Promise.all(inputs), outputs: await Promise.all(outputs) };
}

/** As CodePipeline's own actions encrypt: with the key of the artifact store, or AWS's own for S3. */
const encryptionHeaders = (keyId: string | undefined): Record<string, string> => ({
  'x-amz-server-side-encryption': 'aws:kms',
  ...(keyId === undefined ? {} : { 'x-amz-server-side-encryption-aws-kms-key-id': keyId }),
});
