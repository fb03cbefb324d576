import type { DeregisterWebhookWithThirdPartyCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { webhookNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findWebhook } from '../store/webhooks.ts';

/** Nothing was ever registered, so nothing is there to be removed. */
export const deregisterWebhookWithThirdParty = operation<DeregisterWebhookWithThirdPartyCommand, Parts>(
  'DeregisterWebhookWithThirdParty',
  async ({ webhookName = '' }, { database, vault }) => {
    if (!(await findWebhook(database, vault, { name: webhookName }))) throw webhookNotFound(webhookName);
    return {};
  },
);
