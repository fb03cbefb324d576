import { createHash } from 'node:crypto';
import type { ActionDeclaration, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { deliveryOf, type HostAnswer, type HostCall, hasToken, isSigned, readJson } from '../../git-hosts/host-call.ts';
import type { GitHost } from '../../git-hosts/host-event.ts';
import { kindOf, readHostEvents } from '../../git-hosts/read-host-events.ts';
import type { Parts } from './parts.ts';
import { type GitEvent, gitEventsOf } from './rules/git-event.ts';
import { triggerMatches } from './rules/trigger-filters.ts';
import { startExecution } from './start-execution.ts';
import { listPipelineRows, lockPipeline } from './store/pipelines.ts';
import { noteRevision } from './store/revisions.ts';

const PAGE = 100;

/** What a git host sends for all of its repositories, as it does to an AWS connection: every pipeline that wants it starts. */
export async function receiveDelivery(parts: Parts, host: GitHost, call: HostCall): Promise<HostAnswer> {
  const { webhookSecret } = parts;
  if (webhookSecret === '') {
    return { status: 403, message: 'Deliveries are not taken: start the server with --webhook-secret.' };
  }
  const proof = host === 'gitlab' ? hasToken(call, webhookSecret) : isSigned(call, webhookSecret);
  if (!proof) return { status: 403, message: 'The delivery is not signed with the secret of this server.' };
  const body = readJson(call);
  if (body === undefined) return { status: 400, message: 'The body is not JSON.' };
  const delivery = deliveryOf(call);
  const started: string[] = [];
  for (const event of readHostEvents(host, kindOf(host, call), body).flatMap(gitEventsOf))
    started.push(...(await startFor(parts, event, delivery)));
  return { status: 200, message: started.length > 0 ? `Started ${started.join(', ')}.` : 'No pipeline starts.' };
}

/** Starts every pipeline that an event is for; resolves with their names. The same event starts nothing twice. */
async function startFor(parts: Parts, event: GitEvent, delivery: string): Promise<string[]> {
  const started: string[] = [];
  for (let after: string | undefined; ; ) {
    const pipelines = await listPipelineRows(parts.database, after, PAGE);
    for (const { name, declaration } of pipelines)
      for (const source of connectionSources(declaration))
        if (await startOne(parts, { name, declaration, source, event, delivery })) started.push(name);
    after = pipelines.at(-1)?.name;
    if (pipelines.length < PAGE) return started;
  }
}

/** Starts one pipeline by one of its sources, when the event is for it. */
export async function startOne(
  parts: Parts,
  order: {
    name: string;
    declaration: PipelineDeclaration;
    source: ActionDeclaration;
    event: GitEvent;
    delivery: string;
  },
): Promise<boolean> {
  const { name, declaration, source, event, delivery } = order;
  const type = triggerFor(declaration, source, event);
  return type !== undefined && (await start(parts, name, { source, event, type, delivery }));
}

const connectionSources = ({ stages }: PipelineDeclaration): ActionDeclaration[] =>
  (stages?.[0]?.actions ?? []).filter(({ actionTypeId }) => actionTypeId?.provider === 'CodeStarSourceConnection');

/** With a trigger of its own its filters decide; without, every push to the source's branch. */
function triggerFor(
  { triggers }: PipelineDeclaration,
  { name, configuration = {} }: ActionDeclaration,
  event: GitEvent,
): 'Webhook' | 'WebhookV2' | undefined {
  if (configuration.FullRepositoryId !== event.repository) return undefined;
  const git = triggers?.find((trigger) => trigger.gitConfiguration?.sourceActionName === name)?.gitConfiguration;
  if (git) return triggerMatches(git, event) ? 'WebhookV2' : undefined;
  const isBranch = event.kind === 'push' && event.branch !== undefined && event.branch === configuration.BranchName;
  return isBranch && configuration.DetectChanges !== 'false' ? 'Webhook' : undefined;
}

interface Start {
  readonly source: ActionDeclaration;
  readonly event: GitEvent;
  readonly type: 'Webhook' | 'WebhookV2';
  readonly delivery: string;
}

async function start(parts: Parts, name: string, { source, event, type, delivery }: Start): Promise<boolean> {
  const actionName = source.name ?? '';
  return await parts.database.transaction(async (tx) => {
    const pipeline = await lockPipeline(tx, name);
    if (!pipeline) return false;
    if (event.kind === 'push') {
      const known = { pipeline: name, action: actionName, ref: refOf(event), revision: event.commit };
      if ((await noteRevision(tx, known)) === 'same') return false;
    }
    const trigger = { type, detail: source.configuration?.ConnectionArn ?? '', facts: factsOf(event, source) };
    await startExecution(tx, parts, pipeline, {
      trigger,
      overrides: [{ actionName, revisionType: 'COMMIT_ID', revisionValue: event.commit }],
      automatic: true,
      ...(event.kind === 'pull-request' && delivery !== ''
        ? { token: createHash('sha256').update(`${delivery}\n${actionName}`).digest('hex') }
        : {}),
    });
    return true;
  });
}

export const refOf = ({ branch, tag }: { branch?: string; tag?: string }) =>
  tag === undefined ? `branch:${branch}` : `tag:${tag}`;

/** What EventBridge is told of a start by a connection. */
function factsOf(event: GitEvent, { configuration = {} }: ActionDeclaration): Readonly<Record<string, string>> {
  const place =
    event.kind === 'push'
      ? event.tag === undefined
        ? { 'branch-name': event.branch ?? '' }
        : { 'tag-name': event.tag }
      : { 'branch-name': event.source };
  return {
    ...(event.author ? { 'author-display-name': event.author } : {}),
    ...(event.email ? { 'author-email': event.email } : {}),
    'full-repository-name': event.repository,
    ...(event.message ? { 'commit-message': event.message } : {}),
    'commit-id': event.commit,
    'connection-arn': configuration.ConnectionArn ?? '',
    ...place,
  };
}
