import type { PutWebhookCommand, WebhookDefinition } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { describeWebhook } from '../describe-webhook.ts';
import { invalidWebhookAuthentication, invalidWebhookFilter, tooManyWebhooks, validation } from '../errors.ts';
import { findExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import { checkAuthentication, readJsonPath } from '../rules/webhook.ts';
import { findWebhook, listWebhookRows, saveWebhook } from '../store/webhooks.ts';
import { checkTags } from '../tags.ts';

const MOST_WEBHOOKS = 300;
const TOKEN_LENGTH = 43;

/** Makes the webhook, or changes it and leaves its URL as it is. */
export const putWebhook = operation<PutWebhookCommand, Parts>('PutWebhook', async ({ webhook, tags = [] }, parts) => {
  const { database, vault, ids } = parts;
  const definition = webhook as WebhookDefinition;
  await checkDefinition(parts, definition);
  const given = tags.map(({ key, value }) => ({ key, value }));
  checkTags(parts, `webhook:${webhook.name}`, given);
  const saved = await database.transaction(async (tx) => {
    const before = await findWebhook(tx, vault, { name: webhook.name });
    const all = await listWebhookRows(tx, vault, { after: undefined, limit: MOST_WEBHOOKS });
    if (!before && all.length >= MOST_WEBHOOKS) throw tooManyWebhooks(MOST_WEBHOOKS);
    const kept = before ?? { token: ids.text(TOKEN_LENGTH), tags: [] };
    const changed = { ...kept, definition, ...(given.length > 0 ? { tags: given } : {}) };
    await saveWebhook(tx, vault, changed);
    return changed;
  });
  return { webhook: describeWebhook(parts, saved) };
});

async function checkDefinition(parts: Parts, definition: WebhookDefinition): Promise<void> {
  const { targetPipeline = '', targetAction, filters } = definition;
  const problem = checkAuthentication(definition);
  if (problem) throw invalidWebhookAuthentication(problem);
  for (const { jsonPath = '' } of filters ?? []) if (!readJsonPath(jsonPath)) throw invalidWebhookFilter(jsonPath);
  const { declaration } = await findExistingPipeline(parts, targetPipeline);
  const sources = declaration.stages?.[0]?.actions ?? [];
  if (!sources.some(({ name }) => name === targetAction))
    throw validation(`The pipeline '${targetPipeline}' does not have a source action '${targetAction}'`);
}
