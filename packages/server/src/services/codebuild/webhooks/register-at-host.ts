import { HostError } from '../../../git-hosts/call-host.ts';
import type { HostApi } from '../../../git-hosts/host-api.ts';
import { hostRefused, noAccessToken } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { Source } from '../rules/definition.ts';
import { present } from '../rules/present.ts';
import { groupOf } from '../rules/webhook/scope.ts';
import type { Webhook } from '../rules/webhook/webhook.ts';
import { payloadUrlOf } from './payload-url.ts';
import { openProjectHost } from './project-host.ts';

const PATIENCE_MS = 20_000;

/** Makes the hook at the project's git host; a hook with our URL that is there already is taken as it is. */
export function registerAtHost(parts: Parts, source: Source, webhook: Webhook) {
  return atHost(parts, source, 'create', (api) => api.registerHook(orderOf(parts, webhook)));
}

/** Tells the host the newest of a webhook's secrets. */
export function changeSecretAtHost(parts: Parts, source: Source, webhook: Webhook): Promise<void> {
  const { hostId = '' } = webhook;
  return atHost(parts, source, 'update', (api) => api.changeSecret(hostId, orderOf(parts, webhook)));
}

function orderOf(parts: Parts, webhook: Webhook) {
  const secret = webhook.secrets[0] ?? '';
  return { payloadUrl: payloadUrlOf(parts, webhook), secret, ...present('group', groupOf(webhook.scope)) };
}

async function atHost<Result>(
  parts: Parts,
  source: Source,
  what: string,
  call: (api: HostApi) => Promise<Result>,
): Promise<Result> {
  const host = await openProjectHost(parts, source, AbortSignal.timeout(PATIENCE_MS));
  if (!host?.api) throw noAccessToken(source.type);
  try {
    return await call(host.api);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw hostRefused(what, error.message);
  }
}
