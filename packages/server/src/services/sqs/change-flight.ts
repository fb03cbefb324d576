import { invalidReceipt, notInFlight } from './errors.ts';
import { existingQueue } from './existing-queue.ts';
import type { Parts } from './parts.ts';
import { deleteMessageRow, findByReceipt, setVisibleAt } from './store/messages.ts';

interface Flight {
  readonly QueueUrl: string;
  readonly ReceiptHandle: string;
}

const RECEIPT = /^[A-Za-z0-9_-]{64}$/;

/** A message that is gone already, or that somebody else has by now, is left as it is, as on AWS. */
export async function deleteReceived(parts: Parts, { QueueUrl, ReceiptHandle }: Flight): Promise<object> {
  if (!RECEIPT.test(ReceiptHandle)) throw invalidReceipt(ReceiptHandle);
  await parts.database.transaction(async (tx) => {
    const queue = await existingQueue(tx, parts, QueueUrl);
    const found = await findByReceipt(tx, queue.name, ReceiptHandle);
    if (found) await deleteMessageRow(tx, queue.name, found.id);
  });
  return {};
}

/** Changes how long a message stays with whoever received it, from now on. */
export async function changeVisibility(
  parts: Parts,
  { QueueUrl, ReceiptHandle, VisibilityTimeout }: Flight & { VisibilityTimeout: number },
): Promise<object> {
  if (!RECEIPT.test(ReceiptHandle)) throw invalidReceipt(ReceiptHandle);
  await parts.database.transaction(async (tx) => {
    const now = parts.clock.now();
    const queue = await existingQueue(tx, parts, QueueUrl);
    const found = await findByReceipt(tx, queue.name, ReceiptHandle);
    if (!found || found.visibleAt <= now) throw notInFlight();
    await setVisibleAt(tx, queue.name, found.id, now + VisibilityTimeout * 1000);
  });
  return {};
}
