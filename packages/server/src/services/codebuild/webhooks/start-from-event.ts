import { Refusal } from '../../../platform/refusal.ts';
import type { Parts } from '../parts.ts';
import type { Source } from '../rules/definition.ts';
import { present } from '../rules/present.ts';
import { approves } from '../rules/webhook/approval.ts';
import { buildWebhookOf, sourceVersionOf } from '../rules/webhook/build-webhook.ts';
import type { Webhook } from '../rules/webhook/webhook.ts';
import type { WebhookEvent } from '../rules/webhook/webhook-event.ts';
import { findHeldRequest, releaseRequest, rememberDelivery } from '../store/deliveries.ts';
import { submitBatchIn } from '../submit-batch.ts';
import { submitBuildIn } from '../submit-build.ts';
import type { Consideration, Outcome } from './consider-event.ts';

interface StartOrder {
  readonly consideration: Consideration;
  readonly webhook: Webhook;
  readonly known: WebhookEvent;
  /** Where the repository is that the event tells of. */
  readonly source: Source;
  readonly approved: string | undefined;
}

/** Starts the build or the batch of an event, and remembers the delivery in the same transaction. */
export async function startFromEvent(parts: Parts, order: StartOrder): Promise<Outcome> {
  const { consideration, webhook, known, source, approved } = order;
  const { project: projectName, host, event, initiator, deliveryIds } = consideration;
  const sourceVersion = sourceVersionOf(host, event, approved);
  const overrides = {
    ...present('sourceVersion', sourceVersion),
    ...present('sourceLocationOverride', webhook.scope && source.location),
  };
  const request = { projectName, initiator, webhook: buildWebhookOf(event, known) };
  const uuid = parts.ids.uuid();
  try {
    return await parts.database.transaction(async (tx): Promise<Outcome> => {
      if (!(await rememberDelivery(tx, deliveryIds, parts.clock.now())))
        return { type: 'skipped', reason: 'this delivery has started its build already' };
      if (event.kind === 'pull-request') {
        const held = await findHeldRequest(tx, projectName, event);
        if (approved && !(held && approves(approved, held.event)))
          return { type: 'skipped', reason: `pull request ${event.number} does not wait for this approval any more` };
        await releaseRequest(tx, projectName, event);
      }
      const started =
        webhook.rules.buildType === 'BUILD_BATCH'
          ? await submitBatchIn(tx, parts, { ...request, input: overrides }, uuid)
          : await submitBuildIn(tx, parts, { ...request, overrides }, uuid);
      return { type: 'started', id: started.id };
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { type: 'dropped', reason: error.message };
  }
}
