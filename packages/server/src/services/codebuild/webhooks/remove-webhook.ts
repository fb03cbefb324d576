import type { Db } from '../../../database/database.ts';
import { HostError } from '../../../git-hosts/call-host.ts';
import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import type { Source } from '../rules/definition.ts';
import { present } from '../rules/present.ts';
import { groupOf } from '../rules/webhook/scope.ts';
import { releaseRequestsOf } from '../store/deliveries.ts';
import { deleteWebhookRow, findWebhook } from '../store/webhooks.ts';
import { isRefusal } from '../workers/build-failure.ts';
import { openProjectHost } from './project-host.ts';

const UNHOOK_KIND = 'codebuild.unhook';
/** With the queue's pauses between tries this is a day. */
const MOST_ATTEMPTS = 1_400;

/** A hook at a host whose end here is gone. */
interface Orphan {
  readonly project: string;
  readonly source: Source;
  readonly hostId: string;
  /** The organization or group that has it. */
  readonly group?: string;
}

/** Forgets a project's webhook; what we made at its host is taken away afterwards. False when there is none. */
export async function removeWebhook(tx: Db, parts: Parts, project: string): Promise<boolean> {
  const webhook = await findWebhook(tx, parts.vault, { project });
  if (!webhook) return false;
  await deleteWebhookRow(tx, project);
  await releaseRequestsOf(tx, project);
  const { hostId, madeAt: source, scope } = webhook;
  if (hostId !== undefined && source) {
    const payload: Orphan = { project, source, hostId, ...present('group', groupOf(scope)) };
    await parts.queue.enqueue(tx, { kind: UNHOOK_KIND, payload });
  }
  return true;
}

/** Takes hooks away at their hosts; nothing listens at their URLs any more in any case. */
export function unhookWorker(parts: Parts): Worker<Orphan> {
  return {
    kind: UNHOOK_KIND,
    async handle({ project, source, hostId, group }, { signal, attempt }) {
      try {
        const host = await openProjectHost(parts, source, signal);
        if (host?.api) return await host.api.removeHook(hostId, group);
        parts.logger.warn({ project, hostId }, 'a hook stays at its git host: there are no credentials any more');
      } catch (error) {
        const mayPass = !isRefusal(error) && (!(error instanceof HostError) || error.mayPass);
        if (mayPass && attempt < MOST_ATTEMPTS) throw error;
        parts.logger.warn({ project, hostId, error }, 'a hook stays at its git host');
      }
    },
  };
}
