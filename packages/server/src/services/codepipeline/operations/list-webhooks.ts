import type { ListWebhooksCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { describeWebhook } from '../describe-webhook.ts';
import { invalidNextToken } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { listWebhookRows } from '../store/webhooks.ts';

const LARGEST_PAGE = 100;

export const listWebhooks = operation<ListWebhooksCommand, Parts>(
  'ListWebhooks',
  async ({ NextToken, MaxResults = LARGEST_PAGE }, parts) => {
    const after = NextToken === undefined ? undefined : readPageToken<string>('ListWebhooks', NextToken);
    if (NextToken !== undefined && after === undefined) throw invalidNextToken();
    const rows = await listWebhookRows(parts.database, parts.vault, { after, limit: MaxResults + 1 });
    const page = cutPage(rows, MaxResults, 'ListWebhooks', ({ definition }) => definition.name ?? '');
    return {
      webhooks: page.rows.map((webhook) => describeWebhook(parts, webhook)),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  },
);
