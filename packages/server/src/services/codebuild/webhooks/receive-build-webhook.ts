import { createHash } from 'node:crypto';
import {
  deliveryOf,
  type HostAnswer,
  type HostCall,
  hasToken,
  isSigned,
  readJson,
} from '../../../git-hosts/host-call.ts';
import type { GitHost, HostEvent } from '../../../git-hosts/host-event.ts';
import { hostOfSource } from '../../../git-hosts/locate-repository.ts';
import { kindOf, readHostEvents } from '../../../git-hosts/read-host-events.ts';
import type { Parts } from '../parts.ts';
import { initiatorOfHost } from '../rules/webhook/build-webhook.ts';
import { findProject } from '../store/projects.ts';
import { findWebhook, listConnectedProjects } from '../store/webhooks.ts';
import { CONSIDER_KIND } from './consider-again.ts';
import { type Consideration, considerEvent, type Outcome } from './consider-event.ts';

/** Hosts give up after ten seconds; what takes longer is done after the answer. */
const PATIENCE_MS = 6_000;
const PAGE = 100;

/** A POST to a webhook's own URL: the build that its event starts, or why none starts. */
export async function receiveBuildWebhook(parts: Parts, token: string, call: HostCall): Promise<HostAnswer> {
  const { database, vault } = parts;
  const webhook = await findWebhook(database, vault, { token });
  const project = webhook && (await findProject(database, webhook.project));
  const host = project && hostOfSource(project.definition.source.type);
  if (!webhook || !host) return { status: 404, message: 'There is no such webhook.' };
  if (!webhook.secrets.some((secret) => isAuthentic(host, call, secret)))
    return { status: 403, message: 'The delivery is not signed with the secret of this webhook.' };
  const events = readEvents(host, call);
  if (!events) return { status: 400, message: 'The body is not JSON.' };
  if (events.length === 0) return { status: 200, message: 'No build: nothing that a webhook waits for.' };
  return await considerAll(parts, [project.name], { host, call, events });
}

/** What a git host tells of all its repositories, for the projects that are connected to it so; no words when there are none. */
export async function receiveConnection(parts: Parts, host: GitHost, call: HostCall): Promise<HostAnswer> {
  const { webhookSecret, database } = parts;
  if (webhookSecret === '' || !isAuthentic(host, call, webhookSecret))
    return { status: 403, message: 'The delivery is not signed with the secret of this server.' };
  const events = readEvents(host, call);
  if (!events) return { status: 400, message: 'The body is not JSON.' };
  const projects: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await listConnectedProjects(database, after, PAGE);
    for (const name of page) {
      const source = (await findProject(database, name))?.definition.source;
      if (source && hostOfSource(source.type) === host) projects.push(name);
    }
    after = page.at(-1);
    if (page.length < PAGE) break;
  }
  return await considerAll(parts, projects, { host, call, events });
}

/** GitHub and Bitbucket sign the body, GitLab sends the secret. */
const isAuthentic = (host: GitHost, call: HostCall, secret: string) =>
  host === 'gitlab' ? hasToken(call, secret) : isSigned(call, secret);

function readEvents(host: GitHost, call: HostCall): HostEvent[] | undefined {
  const body = readJson(call);
  return body === undefined ? undefined : readHostEvents(host, kindOf(host, call), body);
}

interface Delivery {
  readonly host: GitHost;
  readonly call: HostCall;
  readonly events: readonly HostEvent[];
}

async function considerAll(parts: Parts, projects: readonly string[], delivery: Delivery): Promise<HostAnswer> {
  const { host, call, events } = delivery;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const initiator = initiatorOfHost(host, call.headers['user-agent']);
  const messages: string[] = [];
  let isLate = false;
  for (const project of projects)
    for (const [index, event] of events.entries()) {
      const deliveryIds = deliveryIdsOf(project, index, delivery);
      const consideration = { project, host, event, initiator, deliveryIds };
      const outcome = await considerEvent(parts, consideration, signal);
      if (outcome.type === 'later') await putOff(parts, consideration);
      isLate ||= outcome.type === 'later';
      tell(parts, { project, delivery: deliveryOf(call), outcome });
      messages.push(messageOf(project, outcome));
    }
  return { status: isLate ? 202 : 200, message: messages.join(' ') };
}

/**
 * A delivery is known by the host's id for it. GitHub signs the body alone, so that somebody who has got hold of a delivery can
 * send it again under any id: its content, which holds times, counts as well. The same content of the others may well be meant
 * twice: GitLab's secret goes with each delivery in any case, and Bitbucket's pushes hold no times.
 */
function deliveryIdsOf(project: string, index: number, { host, call }: Delivery): string[] {
  const id = (text: string | Buffer) =>
    createHash('sha256').update(`${project}\n${index}\n`).update(text).digest('hex');
  const name = deliveryOf(call);
  const byName = name === '' ? [] : [id(`id ${name}`)];
  return host === 'github' || name === '' ? [...byName, id(call.body)] : byName;
}

async function putOff(parts: Parts, payload: Consideration): Promise<void> {
  const id = `${CONSIDER_KIND}:${payload.deliveryIds[0]}`;
  await parts.database.transaction((tx) => parts.queue.enqueue(tx, { kind: CONSIDER_KIND, id, payload }));
}

const messageOf = (project: string, outcome: Outcome): string => {
  switch (outcome.type) {
    case 'started':
      return `Started ${outcome.id}.`;
    case 'later':
      return `Looking into it for ${project}: ${outcome.reason}.`;
    default:
      return `No build of ${project}: ${outcome.reason}.`;
  }
};

function tell(
  { logger }: Parts,
  { project, delivery, outcome }: { project: string; delivery: string; outcome: Outcome },
): void {
  if (outcome.type === 'dropped')
    logger.warn({ project, delivery, reason: outcome.reason }, 'a webhook delivery is dropped');
  else logger.debug({ project, delivery, outcome }, 'a webhook delivery came');
}
