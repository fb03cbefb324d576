import type { Parts } from './parts.ts';
import { webhookArn } from './receive-webhook.ts';
import { MASK } from './rules/secrets.ts';
import type { Webhook } from './store/webhooks.ts';

/** Below our own prefix, which AWS's API leaves free. */
export const WEBHOOK_PATH = '/_codeyard/webhooks/';

/** A webhook with its URL; the secret is not shown again. */
export function describeWebhook(parts: Parts, { definition, token, tags, lastTriggered, error }: Webhook) {
  const { SecretToken, ...rest } = definition.authenticationConfiguration ?? {};
  const authenticationConfiguration = { ...rest, ...(SecretToken === undefined ? {} : { SecretToken: MASK }) };
  return {
    definition: { ...definition, filters: definition.filters ?? [], authenticationConfiguration },
    url: `${parts.endpoint()}${WEBHOOK_PATH}${token}`,
    arn: webhookArn(parts, definition.name ?? ''),
    tags: [...tags],
    ...(lastTriggered === undefined ? {} : { lastTriggered: new Date(lastTriggered) }),
    ...(error ? { errorCode: error.code, errorMessage: error.message } : {}),
  };
}
