import type { AwsClients } from '../../gateway/aws-clients.ts';
import { validation } from './errors.ts';

/** CloudFormation's own limits, in bytes. */
const LONGEST_BODY = 51_200;
const LONGEST_FILE = 1_000_000;

interface Source {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
}

/** The text of a template that a request brings or points at; undefined when it does neither. */
export async function fetchTemplate(
  aws: AwsClients,
  { TemplateBody, TemplateURL }: Source,
): Promise<string | undefined> {
  if (TemplateBody !== undefined && TemplateURL !== undefined)
    throw validation('Specify exactly one of TemplateBody or TemplateUrl');
  if (TemplateBody !== undefined) {
    if (Buffer.byteLength(TemplateBody) > LONGEST_BODY) {
      throw validation(
        `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_BODY}`,
      );
    }
    return TemplateBody;
  }
  return TemplateURL === undefined ? undefined : await fetchText(aws, TemplateURL);
}

/** A file in a bucket, by any of the addresses that a bucket has: all of them are those of our own S3. */
export async function fetchText(aws: AwsClients, url: string): Promise<string> {
  const place = placeOf(url);
  if (!place) throw validation('TemplateURL must reference a valid S3 object to which you have access.');
  try {
    const { Body, ContentLength = 0 } = await aws.s3.getObject(place);
    if (ContentLength > LONGEST_FILE) throw validation(`Template may not exceed ${LONGEST_FILE} bytes in size.`);
    return (await Body?.transformToString()) ?? '';
  } catch (error) {
    if (error instanceof Error && /^NoSuch/.test(error.name))
      throw validation(`S3 error: ${error.message} (${place.Bucket}/${place.Key})`);
    throw error;
  }
}

/** `http://host:port/bucket/key`, `https://bucket.s3.region.amazonaws.com/key`, `https://s3.amazonaws.com/bucket/key`, `s3://bucket/key`. */
function placeOf(text: string): { Bucket: string; Key: string; VersionId?: string } | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return undefined;
  const path = decodeURIComponent(url.pathname).replace(/^\//, '');
  const version = url.searchParams.get('versionId');
  const rest = version ? { VersionId: version } : {};
  if (url.protocol === 's3:') return { Bucket: url.host, Key: path, ...rest };
  if (!/^https?:$/.test(url.protocol)) return undefined;
  const [, virtual] = /^(.+)\.s3[.-](?:[^.]+\.)?(?:amazonaws\.com|localhost)/.exec(url.hostname) ?? [];
  if (virtual) return path ? { Bucket: virtual, Key: path, ...rest } : undefined;
  const slash = path.indexOf('/');
  return slash > 0 ? { Bucket: path.slice(0, slash), Key: path.slice(slash + 1), ...rest } : undefined;
}
