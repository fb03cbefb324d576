import type { UpdateWebhookCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { hostOfSource } from '../../../git-hosts/locate-repository.ts';
import { projectArn } from '../arns.ts';
import { invalidInput, projectNotFound, webhookNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { present } from '../rules/present.ts';
import type { Project } from '../rules/project.ts';
import { findFilterProblem, findPolicyProblem, policyOf } from '../rules/webhook/check-webhook.ts';
import { describeWebhook, type Webhook, type WebhookRules } from '../rules/webhook/webhook.ts';
import { findProject } from '../store/projects.ts';
import { findWebhook, saveWebhook } from '../store/webhooks.ts';
import { payloadUrlOf } from '../webhooks/payload-url.ts';
import { changeSecretAtHost } from '../webhooks/register-at-host.ts';

const SECRET_LENGTH = 40;

type Input = Parameters<Parameters<typeof operation<UpdateWebhookCommand, Parts>>[1]>[0];

/** Changes what it is told of; groups take the place of a branch filter, and the other way round. */
export const updateWebhook = operation<UpdateWebhookCommand, Parts>('UpdateWebhook', async (input, parts) => {
  const { projectName, rotateSecret = false } = input;
  const { database, vault } = parts;
  const { webhook, project } = await database.transaction(async (tx) => {
    const found = await findProject(tx, projectName);
    if (!found) throw projectNotFound(projectArn(parts, projectName));
    const before = await findWebhook(tx, vault, { project: projectName });
    if (!before) throw webhookNotFound(projectName);
    const after = { ...before, rules: changedRules(before, found, input) };
    await saveWebhook(tx, vault, after);
    return { webhook: after, project: found };
  });
  // Bitbucket knows no secrets, as AWS has it, and a connection has one of its own.
  const rotates = rotateSecret && project.definition.source.type !== 'BITBUCKET' && webhook.madeBy !== 'connection';
  const changed = rotates ? await rotate(parts, project, webhook) : webhook;
  const secret = rotates && changed.madeBy === 'hand' ? changed.secrets[0] : undefined;
  return { webhook: describeWebhook(changed, { payloadUrl: payloadUrlOf(parts, changed), secret }) };
});

function changedRules({ rules: before, scope }: Webhook, { definition }: Project, input: Input): WebhookRules {
  const sourceType = definition.source.type;
  const { buildType = before.buildType, branchFilter, filterGroups, pullRequestBuildPolicy } = input;
  const host = hostOfSource(sourceType);
  if (!host) throw invalidInput(`Webhooks are not supported for source type ${sourceType}`);
  if (buildType !== 'BUILD' && buildType !== 'BUILD_BATCH')
    throw invalidInput(`buildType ${buildType} is not supported by Codeyard: it has no runners`);
  const problem =
    findFilterProblem(sourceType, { branchFilter, filterGroups }, scope) ??
    findPolicyProblem(host, pullRequestBuildPolicy);
  if (problem) throw invalidInput(problem);
  const isSilent = branchFilter === undefined && filterGroups === undefined;
  const filters = isSilent
    ? { ...present('branchFilter', before.branchFilter), filterGroups: before.filterGroups }
    : { ...present('branchFilter', branchFilter || undefined), filterGroups: filterGroups ?? [] };
  const policy = pullRequestBuildPolicy ? policyOf(host, pullRequestBuildPolicy) : before.policy;
  return { ...filters, buildType, policy };
}

/** Deliveries may be signed with either secret until the host has taken the new one. */
async function rotate(parts: Parts, project: Project, webhook: Webhook): Promise<Webhook> {
  const { database, vault, clock, ids } = parts;
  const fresh = ids.text(SECRET_LENGTH);
  const changed: Webhook = { ...webhook, secrets: [fresh], secretChangedAt: clock.now() };
  if (webhook.madeBy === 'us') {
    await saveWebhook(database, vault, { ...webhook, secrets: [fresh, ...webhook.secrets] });
    await changeSecretAtHost(parts, webhook.madeAt ?? project.definition.source, changed);
  }
  await saveWebhook(database, vault, changed);
  return changed;
}
