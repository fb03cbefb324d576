import type { DeleteSourceCredentialsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { sourceCredentialsArn } from '../arns.ts';
import { credentialsNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { deleteSourceCredentialsRow, listSourceCredentials } from '../store/source-credentials.ts';

export const deleteSourceCredentials = operation<DeleteSourceCredentialsCommand, Parts>(
  'DeleteSourceCredentials',
  async ({ arn }, parts) => {
    const rows = await listSourceCredentials(parts.database);
    const found = rows.find(({ serverType }) => sourceCredentialsArn(parts, serverType) === arn);
    if (!found || !(await deleteSourceCredentialsRow(parts.database, found.serverType))) throw credentialsNotFound(arn);
    return { arn };
  },
);
