import type { JsonObject } from '@codeyard/engine/template/parse-template';
import type { Parts } from './parts.ts';
import type { TaskDocument } from './rules/stack.ts';
import { findTask, saveTask } from './store/resources.ts';
import { lockStack } from './store/stacks.ts';
import { orderId, type ResourceOrder, RUN_RESOURCE } from './work-kinds.ts';

/** Stands for one change of one resource in an address, and can be made by nobody else. */
export const responseToken = ({ vault }: Pick<Parts, 'vault'>, order: ResourceOrder): string =>
  Buffer.from(vault.seal(JSON.stringify(order)), 'base64').toString('base64url');

/** What came to the address of a change. False when nobody waits for it. */
export async function receiveResponse(parts: Parts, token: string, body: Buffer): Promise<boolean> {
  const order = openToken(parts, token);
  if (!order) return false;
  return await parts.database.transaction(async (tx) => {
    const stack = await lockStack(tx, order.stack);
    const sealed = stack?.state.operation?.running[order.key] && (await findTask(tx, order.stack, order.key));
    if (!sealed) return false;
    const task = JSON.parse(parts.vault.open(sealed)) as TaskDocument;
    if (task.response) return true;
    const answered: TaskDocument = { ...task, response: readBody(body) };
    await saveTask(tx, order.stack, order.key, parts.vault.seal(JSON.stringify(answered)));
    await parts.queue.enqueue(tx, { kind: RUN_RESOURCE, id: orderId(order), payload: order });
    return true;
  });
}

function openToken({ vault }: Pick<Parts, 'vault'>, token: string): ResourceOrder | undefined {
  try {
    return JSON.parse(vault.open(Buffer.from(token, 'base64url').toString('base64'))) as ResourceOrder;
  } catch {
    return undefined;
  }
}

/** The response as it was sent; whether it is one is for whoever waits for it to say. */
function readBody(body: Buffer): JsonObject {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Told as what it is below.
  }
  return { Status: 'FAILED', Reason: 'Invalid response object: it is no JSON object' };
}
