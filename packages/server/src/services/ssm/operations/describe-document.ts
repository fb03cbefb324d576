import type { DescribeDocumentCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { describeDocument as describe } from '../describe-document.ts';
import { existingDocument } from '../existing-document.ts';
import type { Parts } from '../parts.ts';

export const describeDocument = operation<DescribeDocumentCommand, Parts>(
  'DescribeDocument',
  async ({ Name, DocumentVersion: version, VersionName: versionName }, { account, database }) => ({
    Document: describe(account, await existingDocument(database, Name, { version, versionName })),
  }),
);
