import type { Db } from '../../database/database.ts';
import { formatArn, parseArn } from '../../platform/arn.ts';
import { queueNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import type { Queue } from './rules/queue.ts';
import { findQueue } from './store/queues.ts';

export const queueArn = ({ account, region }: Pick<Parts, 'account' | 'region'>, name: string) =>
  formatArn({ service: 'sqs', region, account, resource: name });

export const queueUrl = ({ account, endpoint }: Pick<Parts, 'account' | 'endpoint'>, name: string) =>
  `${endpoint()}/${account}/${name}`;

/** The queue of an address, whatever its host; the account and the name are its last parts. */
export async function existingQueue(db: Db, { account }: Pick<Parts, 'account'>, url: string): Promise<Queue> {
  const [owner, name = ''] = url.split('/').slice(-2);
  const queue = owner === account ? await findQueue(db, name) : undefined;
  if (!queue) throw queueNotFound();
  return queue;
}

/** The queue of an ARN, if it is here. */
export async function queueOfArn(db: Db, { account }: Pick<Parts, 'account'>, arn: string): Promise<Queue | undefined> {
  const parsed = parseArn(arn);
  return parsed?.service === 'sqs' && parsed.account === account ? await findQueue(db, parsed.resource) : undefined;
}
