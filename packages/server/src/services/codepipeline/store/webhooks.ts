import { createHash } from 'node:crypto';
import type { WebhookDefinition } from '@aws-sdk/client-codepipeline';
import type { Db } from '../../../database/database.ts';
import type { Vault } from '../../../platform/vault.ts';

interface Row {
  name: string;
  token_hash: string;
  sealed: string;
  tags: string;
  last_triggered: number | null;
  error: string | null;
}

interface Tables {
  codepipeline_webhooks: Row;
}

export interface Webhook {
  readonly definition: WebhookDefinition;
  /** What its URL ends in; who has it may call. */
  readonly token: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** Milliseconds since the epoch. */
  readonly lastTriggered?: number;
  readonly error?: { readonly code: string; readonly message: string };
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

function webhookOf(vault: Vault, row: Row): Webhook {
  const { definition, token } = JSON.parse(vault.open(row.sealed)) as Pick<Webhook, 'definition' | 'token'>;
  return {
    definition,
    token,
    tags: JSON.parse(row.tags) as Webhook['tags'],
    ...(row.last_triggered === null ? {} : { lastTriggered: row.last_triggered }),
    ...(row.error === null ? {} : { error: JSON.parse(row.error) as { code: string; message: string } }),
  };
}

/** The definition, with its secret, and the token are sealed. */
export async function saveWebhook(tx: Db, vault: Vault, webhook: Webhook): Promise<void> {
  const { definition, token } = webhook;
  const row: Row = {
    name: definition.name ?? '',
    token_hash: hashOf(token),
    sealed: vault.seal(JSON.stringify({ definition, token })),
    tags: JSON.stringify(webhook.tags),
    last_triggered: webhook.lastTriggered ?? null,
    error: webhook.error ? JSON.stringify(webhook.error) : null,
  };
  const { name: _, ...change } = row;
  await tx
    .tables<Tables>()
    .insertInto('codepipeline_webhooks')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doUpdateSet(change))
    .execute();
}

export async function findWebhook(db: Db, vault: Vault, by: { name: string } | { token: string }) {
  const query = db.tables<Tables>().selectFrom('codepipeline_webhooks').selectAll();
  const row = await ('name' in by
    ? query.where('name', '=', by.name)
    : query.where('token_hash', '=', hashOf(by.token))
  ).executeTakeFirst();
  return row && webhookOf(vault, row);
}

/** Webhooks by name, after a name. */
export async function listWebhookRows(
  db: Db,
  vault: Vault,
  page: { after: string | undefined; limit: number },
): Promise<Webhook[]> {
  let query = db.tables<Tables>().selectFrom('codepipeline_webhooks').selectAll();
  if (page.after !== undefined) query = query.where('name', '>', page.after);
  const rows = await query.orderBy('name').limit(page.limit).execute();
  return rows.map((row) => webhookOf(vault, row));
}

export async function deleteWebhookRow(tx: Db, name: string): Promise<void> {
  await tx.tables<Tables>().deleteFrom('codepipeline_webhooks').where('name', '=', name).execute();
}
