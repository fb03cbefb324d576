import { createHash } from 'node:crypto';
import type { Db } from '../../../database/database.ts';
import type { Vault } from '../../../platform/vault.ts';
import type { Webhook } from '../rules/webhook/webhook.ts';

interface WebhookTable {
  project: string;
  token_hash: string;
  connected: number;
  document: string;
  sealed: string;
}

interface Tables {
  codebuild_webhooks: WebhookTable;
}

type Sealed = Pick<Webhook, 'token' | 'secrets'>;

const webhooks = (db: Db) => db.tables<Tables>();
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

function toWebhook(vault: Vault, { document, sealed }: WebhookTable): Webhook {
  return { ...(JSON.parse(document) as Omit<Webhook, keyof Sealed>), ...(JSON.parse(vault.open(sealed)) as Sealed) };
}

/** Token and secrets are sealed. */
function toRow(vault: Vault, { token, secrets, ...document }: Webhook): WebhookTable {
  return {
    project: document.project,
    token_hash: hashOf(token),
    connected: document.madeBy === 'connection' ? 1 : 0,
    document: JSON.stringify(document),
    sealed: vault.seal(JSON.stringify({ token, secrets } satisfies Sealed)),
  };
}

/** False when the project has one. */
export async function insertWebhook(tx: Db, vault: Vault, webhook: Webhook): Promise<boolean> {
  const inserted = await webhooks(tx)
    .insertInto('codebuild_webhooks')
    .values(toRow(vault, webhook))
    .onConflict((conflict) => conflict.column('project').doNothing())
    .returning('project')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function saveWebhook(tx: Db, vault: Vault, webhook: Webhook): Promise<void> {
  const { project, ...change } = toRow(vault, webhook);
  await webhooks(tx).updateTable('codebuild_webhooks').set(change).where('project', '=', project).execute();
}

export async function deleteWebhookRow(tx: Db, project: string): Promise<void> {
  await webhooks(tx).deleteFrom('codebuild_webhooks').where('project', '=', project).execute();
}

/** By the projects' names. */
export async function findWebhooks(db: Db, vault: Vault, projects: readonly string[]): Promise<Map<string, Webhook>> {
  if (projects.length === 0) return new Map();
  const query = webhooks(db).selectFrom('codebuild_webhooks').selectAll();
  const rows = await query.where('project', 'in', [...projects]).execute();
  return new Map(rows.map((row) => [row.project, toWebhook(vault, row)]));
}

export async function findWebhook(
  db: Db,
  vault: Vault,
  by: { readonly project: string } | { readonly token: string },
): Promise<Webhook | undefined> {
  const query = webhooks(db).selectFrom('codebuild_webhooks').selectAll();
  const row = await ('project' in by
    ? query.where('project', '=', by.project)
    : query.where('token_hash', '=', hashOf(by.token))
  ).executeTakeFirst();
  return row && toWebhook(vault, row);
}

/** Projects whose events come by a connection, by name, after a name. */
export async function listConnectedProjects(db: Db, after: string | undefined, limit: number): Promise<string[]> {
  let query = webhooks(db).selectFrom('codebuild_webhooks').select('project').where('connected', '=', 1);
  if (after !== undefined) query = query.where('project', '>', after);
  const rows = await query.orderBy('project').limit(limit).execute();
  return rows.map(({ project }) => project);
}
