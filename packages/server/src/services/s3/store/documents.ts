import type {
  AccelerateConfiguration,
  BucketLifecycleConfiguration,
  CORSConfiguration,
  Grant,
  LoggingEnabled,
  NotificationConfiguration,
  ObjectLockRule,
  OwnershipControls,
  PublicAccessBlockConfiguration,
  ReplicationConfiguration,
  RequestPaymentConfiguration,
  ServerSideEncryptionConfiguration,
  Tag,
  TransitionDefaultMinimumObjectSize,
  WebsiteConfiguration,
} from '@aws-sdk/client-s3';
import type { Db } from '../../../database/database.ts';
import type { Tables } from './tables.ts';

/** The documents a bucket can have, by kind. They are answered as they were given. */
export interface BucketDocuments {
  accelerate: AccelerateConfiguration;
  acl: Grant[];
  cors: CORSConfiguration;
  encryption: ServerSideEncryptionConfiguration;
  lifecycle: BucketLifecycleConfiguration & { minimumSize?: TransitionDefaultMinimumObjectSize };
  logging: LoggingEnabled;
  notification: NotificationConfiguration;
  'object-lock': ObjectLockRule;
  ownership: OwnershipControls;
  policy: string;
  'public-access-block': PublicAccessBlockConfiguration;
  replication: ReplicationConfiguration;
  'request-payment': RequestPaymentConfiguration;
  tagging: Tag[];
  website: WebsiteConfiguration;
}

export type DocumentKind = keyof BucketDocuments;

export async function readDocument<Kind extends DocumentKind>(
  db: Db,
  bucket: string,
  kind: Kind,
): Promise<BucketDocuments[Kind] | undefined> {
  return (await readDocuments(db, bucket, [kind]))[kind];
}

/** Several documents at once; those that are not set are absent. */
export async function readDocuments<Kind extends DocumentKind>(
  db: Db,
  bucket: string,
  kinds: readonly Kind[],
): Promise<Partial<Pick<BucketDocuments, Kind>>> {
  const rows = await db
    .tables<Tables>()
    .selectFrom('s3_bucket_documents')
    .select(['kind', 'document'])
    .where('bucket', '=', bucket)
    .where('kind', 'in', [...kinds])
    .execute();
  return Object.fromEntries(rows.map((row) => [row.kind, JSON.parse(row.document, reviveDate)])) as Partial<
    Pick<BucketDocuments, Kind>
  >;
}

/** Sets a document, or removes it when `document` is undefined. */
export async function writeDocument<Kind extends DocumentKind>(
  db: Db,
  bucket: string,
  kind: Kind,
  document: BucketDocuments[Kind] | undefined,
): Promise<void> {
  const tables = db.tables<Tables>();
  if (document === undefined) {
    await tables.deleteFrom('s3_bucket_documents').where('bucket', '=', bucket).where('kind', '=', kind).execute();
    return;
  }
  const text = JSON.stringify(document, markDate);
  await tables
    .insertInto('s3_bucket_documents')
    .values({ bucket, kind, document: text })
    .onConflict((conflict) => conflict.columns(['bucket', 'kind']).doUpdateSet({ document: text }))
    .execute();
}

const DATE = '$date';

/** Dates inside documents come back as dates. JSON has turned `value` into text already, so look at the holder. */
function markDate(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key];
  return original instanceof Date ? { [DATE]: original.getTime() } : value;
}

function reviveDate(_: string, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && DATE in value) return new Date(Number(value[DATE]));
  return value;
}
