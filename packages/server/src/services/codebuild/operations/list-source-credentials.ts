import type { ListSourceCredentialsCommand, SourceCredentialsInfo } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { sourceCredentialsArn } from '../arns.ts';
import type { Parts } from '../parts.ts';
import { namesItsToken } from '../rules/source-credentials.ts';
import { listSourceCredentials as listRows } from '../store/source-credentials.ts';

export const listSourceCredentials = operation<ListSourceCredentialsCommand, Parts>(
  'ListSourceCredentials',
  async (_, parts) => {
    const rows = await listRows(parts.database);
    return {
      sourceCredentialsInfos: rows.map(({ serverType, authType, sealedToken }) => ({
        arn: sourceCredentialsArn(parts, serverType),
        serverType: serverType as SourceCredentialsInfo['serverType'],
        authType: authType as SourceCredentialsInfo['authType'],
        ...(namesItsToken(authType) ? { resource: parts.vault.open(sealedToken) } : {}),
      })),
    };
  },
);
