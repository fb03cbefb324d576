import type { GitHost, HostEvent, PullRequestEvent } from '../../../git-hosts/host-event.ts';
import type { Parts } from '../parts.ts';
import type { Source } from '../rules/definition.ts';
import type { Project } from '../rules/project.ts';
import { APPROVAL_REQUIRED, approvedCommit, approves, needsTrust } from '../rules/webhook/approval.ts';
import { decide } from '../rules/webhook/decide.ts';
import { sourceOf } from '../rules/webhook/scope.ts';
import type { Webhook } from '../rules/webhook/webhook.ts';
import { type WebhookEvent, webhookEventOf } from '../rules/webhook/webhook-event.ts';
import { findHeldRequest, holdRequest, isRemembered } from '../store/deliveries.ts';
import { findProject } from '../store/projects.ts';
import { findWebhook } from '../store/webhooks.ts';
import { judgeTrust, type Trust } from './judge-trust.ts';
import { learnChange } from './learn-change.ts';
import { orderApprovalStatus } from './order-status.ts';
import { openProjectHost, type ProjectHost } from './project-host.ts';
import { startFromEvent } from './start-from-event.ts';

/** One event of a delivery, as it is kept when it has to be looked at again. */
export interface Consideration {
  readonly project: string;
  readonly host: GitHost;
  readonly event: HostEvent;
  readonly initiator: string;
  /** What the delivery and its content are remembered by; the same event starts nothing twice. */
  readonly deliveryIds: readonly string[];
}

export type Outcome =
  | { readonly type: 'started'; readonly id: string }
  | { readonly type: 'skipped'; readonly reason: string }
  /** It would have been built if there were room. */
  | { readonly type: 'dropped'; readonly reason: string }
  | { readonly type: 'held'; readonly reason: string }
  /** The host could not be asked just now. */
  | { readonly type: 'later'; readonly reason: string };

interface Case {
  readonly consideration: Consideration;
  readonly webhook: Webhook;
  readonly project: Project;
  /** Where the repository is that the event tells of. */
  readonly source: Source;
  readonly host: ProjectHost;
  readonly signal: AbortSignal;
}

const skipped = (reason: string): Outcome => ({ type: 'skipped', reason });

/** Decides what an event is to a project, and does it. May be called twice with the same event. */
export async function considerEvent(parts: Parts, given: Consideration, signal: AbortSignal): Promise<Outcome> {
  const { database, vault } = parts;
  const webhook = await findWebhook(database, vault, { project: given.project });
  const project = webhook && (await findProject(database, given.project));
  if (!webhook || !project) return skipped(`project ${given.project} has no webhook any more`);
  if (await isRemembered(database, given.deliveryIds)) return skipped('this delivery has started its build already');
  const { event } = given;
  const source = sourceOf(project.definition.source, webhook.scope, event.repository);
  const host = source && (await openProjectHost(parts, source, signal));
  if (!host || host.place.repository.toLowerCase() !== event.repository.toLowerCase())
    return skipped(`${event.repository} is not the source of project ${project.name}`);
  const considered = { consideration: given, webhook, project, source, host, signal };
  return event.kind === 'comment'
    ? await considerComment(parts, considered)
    : await considerChange(parts, considered, undefined);
}

async function considerChange(parts: Parts, considered: Case, approved: string | undefined): Promise<Outcome> {
  const { consideration, webhook, source, host, signal } = considered;
  const { event } = consideration;
  const told = webhookEventOf(consideration.host, event);
  if (typeof told === 'string') return skipped(told);
  let known: WebhookEvent = told;
  let decision = decide(webhook.rules, known);
  if (decision.type === 'unknown' && (event.kind === 'push' || event.kind === 'pull-request')) {
    const learnt = await learnChange(parts, { source, host, event, needs: decision.needs, signal });
    if ('problem' in learnt) {
      const reason = `the ${decision.needs.join(' and the ')} of the change could not be found out: ${learnt.problem}`;
      return learnt.isPassing ? { type: 'later', reason } : skipped(reason);
    }
    known = { ...known, ...learnt };
    decision = decide(webhook.rules, known);
  }
  if (decision.type === 'unknown') return skipped(`${decision.needs.join(' and ')} of the change are not known`);
  if (decision.type === 'skip') return skipped(decision.reason);
  const hold =
    event.kind === 'pull-request' && approved === undefined
      ? await holdUnlessTrusted(parts, considered, event)
      : undefined;
  return hold ?? (await startFromEvent(parts, { consideration, webhook, known, source, approved }));
}

/** Nothing when the pull request may be built. Author and sender must both be trusted: either may have brought the change. */
async function holdUnlessTrusted(
  parts: Parts,
  { consideration, webhook, project, host }: Case,
  event: PullRequestEvent,
): Promise<Outcome | undefined> {
  const { policy } = webhook.rules;
  if (!needsTrust(policy, event)) return undefined;
  const isOwner = event.isOwners === true;
  const trusts: Trust[] = [await judgeTrust(policy, host, { actor: event.author, isOwner })];
  if (event.actor.id !== event.author.id)
    trusts.push(await judgeTrust(policy, host, { actor: event.actor, isOwner: false }));
  const doubt = trusts.find(({ type }) => type === 'unknown-now') ?? trusts.find(({ type }) => type === 'stranger');
  if (!doubt || doubt.type === 'trusted') return undefined;
  if (doubt.type === 'unknown-now') return { type: 'later', reason: doubt.reason };
  await parts.database.transaction(async (tx) => {
    await holdRequest(tx, project.name, { event, initiator: consideration.initiator });
    await orderApprovalStatus(tx, parts, { project: project.name, commit: event.commit });
  });
  return { type: 'held', reason: `${APPROVAL_REQUIRED}: ${doubt.reason}` };
}

/** A comment builds the pull request that waits, when it names its newest commit and its author may approve. */
async function considerComment(parts: Parts, considered: Case): Promise<Outcome> {
  const { consideration, webhook, project, host } = considered;
  const { event } = consideration;
  const commit = event.kind === 'comment' ? approvedCommit(event.text) : undefined;
  if (event.kind !== 'comment' || commit === undefined) return skipped('the comment approves nothing');
  const held = await findHeldRequest(parts.database, project.name, event);
  if (!held) return skipped(`pull request ${event.number} waits for no approval`);
  if (!approves(commit, held.event))
    return skipped(
      `the approval is for ${commit}, but the newest commit of pull request ${event.number} is ${held.event.commit}`,
    );
  const trust = await judgeTrust(webhook.rules.policy, host, { actor: event.actor, isOwner: event.isOwners === true });
  if (trust.type === 'unknown-now') return { type: 'later', reason: trust.reason };
  if (trust.type === 'stranger') return skipped(`the approval does not count: ${trust.reason}`);
  const approvedChange = { ...consideration, event: { ...held.event, commit }, initiator: held.initiator };
  return await considerChange(parts, { ...considered, consideration: approvedChange }, commit);
}
