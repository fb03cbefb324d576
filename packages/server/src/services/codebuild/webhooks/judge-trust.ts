import { HostError } from '../../../git-hosts/call-host.ts';
import type { Actor } from '../../../git-hosts/host-event.ts';
import { isTrusted } from '../rules/webhook/approval.ts';
import type { BuildPolicy } from '../rules/webhook/webhook.ts';
import type { ProjectHost } from './project-host.ts';

/** Whether somebody may have builds started; where nobody can say what role they have, they may not. */
export type Trust =
  | { readonly type: 'trusted' }
  | { readonly type: 'stranger'; readonly reason: string }
  | { readonly type: 'unknown-now'; readonly reason: string };

interface Person {
  readonly actor: Actor;
  /** The host’s delivery, which is signed, calls them the repository’s owner. */
  readonly isOwner: boolean;
}

export async function judgeTrust(policy: BuildPolicy, host: ProjectHost, person: Person): Promise<Trust> {
  const { actor, isOwner } = person;
  const called = actor.name || actor.id;
  if (isOwner && isTrusted(policy, `${host.place.host.toUpperCase()}_ADMIN`)) return { type: 'trusted' };
  if (!host.api) return { type: 'stranger', reason: `the role of ${called} cannot be asked for without credentials` };
  try {
    const role = await host.api.findRole(actor);
    if (isTrusted(policy, role)) return { type: 'trusted' };
    return { type: 'stranger', reason: `${called} is ${role ?? 'a stranger'}, which is none of the approver roles` };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { type: error.mayPass ? 'unknown-now' : 'stranger', reason: `the role of ${called}: ${error.message}` };
  }
}
