import type { RegisterWebhookWithThirdPartyCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { validation, webhookNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findWebhook } from '../store/webhooks.ts';

/** AWS makes the hook at GitHub; this server cannot be reached from there, and says so instead of pretending. */
export const registerWebhookWithThirdParty = operation<RegisterWebhookWithThirdPartyCommand, Parts>(
  'RegisterWebhookWithThirdParty',
  async ({ webhookName = '' }, { database, vault }) => {
    if (!(await findWebhook(database, vault, { name: webhookName }))) throw webhookNotFound(webhookName);
    throw validation(
      `Codeyard does not register webhooks with GitHub: make a webhook there that sends pushes to the URL of '${webhookName}', which ListWebhooks shows`,
    );
  },
);
