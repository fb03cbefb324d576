import { cutPage, readPageToken } from '../../platform/pagination.ts';
import { describeSubscription } from './describe-subscription.ts';
import { invalidParameter } from './errors.ts';
import type { Parts } from './parts.ts';
import { listSubscriptionRows } from './store/subscriptions.ts';

/** No request may ask for another size. */
const PAGE_SIZE = 100;

interface Key {
  readonly topic: string;
  readonly id: string;
}

/** A page of the subscriptions of all topics, or of one. */
export async function listSubscriptionsPage(parts: Parts, token: string | undefined, topic?: string) {
  const listing = `Subscriptions ${topic ?? ''}`;
  const after = token === undefined ? { topic: '', id: '' } : readPageToken<Key>(listing, token);
  if (!after) throw invalidParameter('NextToken');
  const part = { after, limit: PAGE_SIZE + 1, ...(topic === undefined ? {} : { topic }) };
  const found = await listSubscriptionRows(parts.database, part);
  const { rows, nextToken } = cutPage(found, PAGE_SIZE, listing, (row): Key => ({ topic: row.topic, id: row.id }));
  const Subscriptions = rows.map((subscription) => describeSubscription(parts, subscription));
  return { Subscriptions, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}
