import type { GetPolicyVersionCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingPolicy } from '../change-policy.ts';
import { describeVersion } from '../describe.ts';
import { awsDocumentUnknown, versionNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { readVersionId } from '../rules/managed-policy.ts';
import { encodeDocument } from '../rules/url-encoding.ts';
import { findPolicyVersion } from '../store/policy-versions.ts';

export const getPolicyVersion = operation<GetPolicyVersionCommand, Parts>('GetPolicyVersion', async (input, parts) => {
  const policy = await existingPolicy(parts, input.PolicyArn);
  if (policy.awsManaged) throw awsDocumentUnknown(policy.arn);
  const number = readVersionId(input.VersionId);
  const version = number === undefined ? undefined : await findPolicyVersion(parts.database, policy.arn, number);
  if (!version) throw versionNotFound(policy.arn, input.VersionId);
  const described = describeVersion(version, policy.defaultVersion);
  return { PolicyVersion: { Document: encodeDocument(version.document), ...described } };
});
