import type { ListSubscriptionsCommand } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { listSubscriptionsPage } from '../list-subscriptions-page.ts';
import type { Parts } from '../parts.ts';

export const listSubscriptions = operation<ListSubscriptionsCommand, Parts>('ListSubscriptions', (input, parts) =>
  listSubscriptionsPage(parts, input.NextToken),
);
