import { createHash } from 'node:crypto';
import type { ReportGroup as ApiReportGroup, CreateReportGroupInput } from '@aws-sdk/client-codebuild';
import type { Checked } from '../../../../gateway/operation.ts';
import { type Home, reportGroupArn } from '../../arns.ts';

type Input = Checked<CreateReportGroupInput>;

export type ExportConfig = Input['exportConfig'];
export type ReportType = Input['type'];

/** A report group as it is kept. */
export interface ReportGroup {
  readonly name: string;
  readonly type: ReportType;
  readonly createdAt: number;
  readonly lastModifiedAt: number;
  readonly exportConfig: ExportConfig;
  readonly tags: NonNullable<Input['tags']>;
}

export const NO_EXPORT: ExportConfig = { exportConfigType: 'NO_EXPORT' };

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{1,127}$/;
const LONGEST_NAME = 128;
const DIGEST_LENGTH = 8;

export const isReportGroupName = (name: string): boolean => NAME.test(name);

/** The group that a build makes for a name of its buildspec. */
export const nameReportGroup = (projectName: string, name: string): string => fitName(`${projectName}-${name}`);

/**
 * The group of one build of a fanout, beside the group that all of them are merged into. [inferred: the dash]
 * https://docs.aws.amazon.com/codebuild/latest/userguide/parallel-test-auto-merge.html
 */
export const nameShardGroup = (groupName: string, shard: number): string =>
  fitName(`${groupName}-BuildFanoutShard${shard}`);

/** A project's name may be longer than a group's: what is too long is cut and told apart by a digest. [inferred] */
function fitName(whole: string): string {
  if (whole.length <= LONGEST_NAME) return whole;
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, DIGEST_LENGTH);
  return `${whole.slice(0, LONGEST_NAME - DIGEST_LENGTH - 1)}-${digest}`;
}

/** What is wrong with where reports are to be exported. */
export function findExportProblem({ exportConfigType, s3Destination }: ExportConfig): string | undefined {
  if (!exportConfigType) return 'Invalid input: exportConfigType is required';
  if (exportConfigType === 'S3' && !s3Destination?.bucket) return 'Invalid input: s3Destination requires a bucket';
  return undefined;
}

/** Fills in what is used and echoed alike. */
export function withExportDefaults({ exportConfigType, s3Destination }: ExportConfig, home: Home): ExportConfig {
  if (exportConfigType !== 'S3' || !s3Destination) return NO_EXPORT;
  return {
    exportConfigType,
    s3Destination: {
      path: '',
      packaging: 'NONE',
      encryptionKey: `arn:aws:kms:${home.region}:${home.account}:alias/aws/s3`,
      encryptionDisabled: false,
      ...s3Destination,
    },
  };
}

/** A report group as BatchGetReportGroups answers it. */
export function describeReportGroup(group: ReportGroup, home: Home): ApiReportGroup {
  const { name, type, exportConfig, tags, createdAt, lastModifiedAt } = group;
  return {
    arn: reportGroupArn(home, name),
    name,
    type,
    exportConfig,
    created: new Date(createdAt),
    lastModified: new Date(lastModifiedAt),
    tags,
    status: 'ACTIVE',
  };
}
