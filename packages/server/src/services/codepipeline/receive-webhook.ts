import { type HostAnswer, type HostCall, readJson } from '../../git-hosts/host-call.ts';
import { pipelineArn } from './describe.ts';
import type { Parts } from './parts.ts';
import { filtersMatch, isAuthentic } from './rules/webhook.ts';
import { startExecution } from './start-execution.ts';
import { lockPipeline } from './store/pipelines.ts';
import { findWebhook, saveWebhook } from './store/webhooks.ts';

/** A POST to a webhook's own URL: it starts the webhook's pipeline when it is authentic and every filter matches. */
export async function receiveWebhook(parts: Parts, token: string, call: HostCall): Promise<HostAnswer> {
  const { database, vault, clock } = parts;
  const webhook = await findWebhook(database, vault, { token });
  if (!webhook) return { status: 404, message: 'There is no such webhook.' };
  if (!isAuthentic(webhook.definition, call)) return { status: 403, message: 'The call is not authentic.' };
  const body = readJson(call);
  if (body === undefined) return { status: 400, message: 'The body is not JSON.' };
  const { targetPipeline = '', targetAction = '', filters } = webhook.definition;
  return await database.transaction(async (tx) => {
    const pipeline = await lockPipeline(tx, targetPipeline);
    if (!pipeline) {
      const error = { code: 'PipelineNotFound', message: `There is no pipeline ${targetPipeline}` };
      await saveWebhook(tx, vault, { ...webhook, error });
      return { status: 404, message: error.message };
    }
    const actions = pipeline.declaration.stages?.flatMap((stage) => stage.actions ?? []) ?? [];
    const configuration = actions.find(({ name }) => name === targetAction)?.configuration ?? {};
    if (!filtersMatch(filters, body, configuration)) return { status: 200, message: 'The filters do not match.' };
    const { error: _, ...kept } = webhook;
    await saveWebhook(tx, vault, { ...kept, lastTriggered: clock.now() });
    const trigger = { type: 'Webhook', detail: webhookArn(parts, webhook.definition.name ?? '') };
    const id = await startExecution(tx, parts, pipeline, { trigger, automatic: true });
    return { status: 200, message: `Started ${id}.` };
  });
}

export const webhookArn = (parts: Parts, name: string) => pipelineArn(parts, `webhook:${name}`);
