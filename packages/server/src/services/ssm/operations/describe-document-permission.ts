import type { DescribeDocumentPermissionCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { existingDocument } from '../existing-document.ts';
import type { Parts } from '../parts.ts';

/** One server stands for one account: documents are shared with nobody. Terraform asks after every document. */
export const describeDocumentPermission = operation<DescribeDocumentPermissionCommand, Parts>(
  'DescribeDocumentPermission',
  async ({ Name }, { database }) => {
    await existingDocument(database, Name);
    return { AccountIds: [], AccountSharingInfoList: [] };
  },
);
