import type { CreateWebhookCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import type { GitHost } from '../../../git-hosts/host-event.ts';
import { hostOfSource, locateRepository } from '../../../git-hosts/locate-repository.ts';
import { projectArn } from '../arns.ts';
import { invalidInput, noAccessToken, projectNotFound, webhookExists } from '../errors.ts';
import { findAccess } from '../find-access.ts';
import type { Parts } from '../parts.ts';
import type { Source } from '../rules/definition.ts';
import { present } from '../rules/present.ts';
import { findFilterProblem, findPolicyProblem, policyOf } from '../rules/webhook/check-webhook.ts';
import { findScopeProblem, type Scope, someRepositoryOf, sourceOf } from '../rules/webhook/scope.ts';
import { describeWebhook, type Webhook, type WebhookRules } from '../rules/webhook/webhook.ts';
import { findProject } from '../store/projects.ts';
import { deleteWebhookRow, findWebhook, insertWebhook, saveWebhook } from '../store/webhooks.ts';
import { payloadUrlOf } from '../webhooks/payload-url.ts';
import { registerAtHost } from '../webhooks/register-at-host.ts';

const TOKEN_LENGTH = 43;
const SECRET_LENGTH = 40;
/** Whoever was at making a webhook for so long has died; another may go on with it. */
const ABANDONED_AFTER_MS = 60_000;

/**
 * GitHub Enterprise, and others with manualCreation, get a URL and a secret to be taken to the host by hand; else the hook is made
 * at the host, with the credentials there are for it.
 */
export const createWebhook = operation<CreateWebhookCommand, Parts>('CreateWebhook', async (input, parts) => {
  const { projectName, manualCreation, scopeConfiguration: scope } = input;
  const { database, vault, clock, ids } = parts;
  const project = await findProject(database, projectName);
  if (!project) throw projectNotFound(projectArn(parts, projectName));
  const source = placeOf(project.definition.source, scope);
  const host = checkSource(parts, source);
  const rules = rulesOf(source.type, host, input);
  const madeBy = await findMaker(parts, source, input);
  const now = clock.now();
  const fresh: Webhook = {
    project: projectName,
    rules,
    madeBy,
    ...present('scope', scope),
    ...present('manualCreation', manualCreation),
    status: madeBy === 'us' ? 'CREATING' : 'ACTIVE',
    createdAt: now,
    secretChangedAt: now,
    token: ids.text(TOKEN_LENGTH),
    secrets: [ids.text(SECRET_LENGTH)],
  };
  const webhook = await database.transaction(async (tx): Promise<Webhook> => {
    const before = await findWebhook(tx, vault, { project: projectName });
    if (!before) {
      if (!(await insertWebhook(tx, vault, fresh))) throw webhookExists(projectName);
      return fresh;
    }
    const isAbandoned = before.status === 'CREATING' && before.createdAt + ABANDONED_AFTER_MS < now;
    if (!isAbandoned) throw webhookExists(projectName);
    // The same URL: the host may know it already.
    const taken = { ...fresh, token: before.token, secrets: before.secrets };
    await saveWebhook(tx, vault, taken);
    return taken;
  });
  const made = webhook.madeBy === 'us' ? await register(parts, source, webhook) : webhook;
  const secret = made.madeBy === 'hand' ? made.secrets[0] : undefined;
  return { webhook: describeWebhook(made, { payloadUrl: payloadUrlOf(parts, made), secret }) };
});

/** Where the hook is to be; of a scope some repository of it stands for all. */
function placeOf(source: Source, scope: Scope | undefined): Source {
  if (!scope) return source;
  const problem = findScopeProblem(source, scope);
  if (problem) throw invalidInput(problem);
  return sourceOf(source, scope, someRepositoryOf(scope)) ?? source;
}

/** Which host a source is at; refuses one that has no webhooks. */
function checkSource({ hostApis }: Parts, source: Source): GitHost {
  const host = hostOfSource(source.type);
  if (!host) throw invalidInput(`Webhooks are not supported for source type ${source.type}`);
  if (!locateRepository(source, hostApis))
    throw invalidInput(`Invalid project source: ${source.location} is no repository of source type ${source.type}`);
  return host;
}

type RulesInput = Parameters<Parameters<typeof operation<CreateWebhookCommand, Parts>>[1]>[0];

function rulesOf(sourceType: string, host: GitHost, input: RulesInput): WebhookRules {
  const { buildType = 'BUILD', branchFilter, filterGroups = [], pullRequestBuildPolicy, scopeConfiguration } = input;
  if (buildType !== 'BUILD' && buildType !== 'BUILD_BATCH')
    throw invalidInput(`buildType ${buildType} is not supported by Codeyard: it has no runners`);
  const problem =
    findFilterProblem(sourceType, input, scopeConfiguration) ?? findPolicyProblem(host, pullRequestBuildPolicy);
  if (problem) throw invalidInput(problem);
  const policy = policyOf(host, pullRequestBuildPolicy);
  return { ...present('branchFilter', branchFilter || undefined), filterGroups, buildType, policy };
}

async function findMaker(parts: Parts, source: Source, input: RulesInput): Promise<Webhook['madeBy']> {
  const isManual = input.manualCreation === true;
  if (isManual && source.type === 'BITBUCKET')
    throw invalidInput('manualCreation is not available for Bitbucket webhooks');
  if (isManual || source.type === 'GITHUB_ENTERPRISE') return 'hand';
  const { type } = await findAccess(parts, source);
  if (type === 'none') throw noAccessToken(source.type);
  if (type === 'token' && input.scopeConfiguration?.scope === 'GITHUB_GLOBAL')
    throw invalidInput('A global webhook is not made at GitHub by Codeyard: use manualCreation');
  if (type === 'token') return 'us';
  if (parts.webhookSecret !== '') return 'connection';
  throw invalidInput('Deliveries of connections are not taken: start the server with --webhook-secret');
}

/** What cannot be made at the host is not kept here either. */
async function register(parts: Parts, source: Source, webhook: Webhook): Promise<Webhook> {
  const { database, vault } = parts;
  try {
    const { id, url } = await registerAtHost(parts, source, webhook);
    const made: Webhook = {
      ...webhook,
      status: 'ACTIVE',
      hostId: id,
      madeAt: source,
      ...present('url', url || undefined),
    };
    await saveWebhook(database, vault, made);
    return made;
  } catch (error) {
    await database.transaction((tx) => deleteWebhookRow(tx, webhook.project));
    throw error;
  }
}
