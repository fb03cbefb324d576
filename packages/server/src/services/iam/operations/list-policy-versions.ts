import type { ListPolicyVersionsCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingPolicy } from '../change-policy.ts';
import { describeVersion } from '../describe.ts';
import { awsDocumentUnknown } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { listPolicyVersionRows } from '../store/policy-versions.ts';

/** Five at most, so one page holds them. */
export const listPolicyVersions = operation<ListPolicyVersionsCommand, Parts>(
  'ListPolicyVersions',
  async (input, parts) => {
    const policy = await existingPolicy(parts, input.PolicyArn);
    if (policy.awsManaged) throw awsDocumentUnknown(policy.arn);
    const versions = await listPolicyVersionRows(parts.database, policy.arn);
    return { Versions: versions.map((version) => describeVersion(version, policy.defaultVersion)), IsTruncated: false };
  },
);
