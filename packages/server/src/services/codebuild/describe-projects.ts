import type { Project as ApiProject } from '@aws-sdk/client-codebuild';
import { badgeUrlOf } from './badges/badge-url.ts';
import type { Parts } from './parts.ts';
import { describeProject, type Project } from './rules/project.ts';
import { describeWebhook } from './rules/webhook/webhook.ts';
import { findWebhooks } from './store/webhooks.ts';
import { payloadUrlOf } from './webhooks/payload-url.ts';

/** Projects with what belongs to them: webhook and badge. */
export async function describeProjects(parts: Parts, projects: readonly Project[]): Promise<ApiProject[]> {
  const names = projects.map(({ name }) => name);
  const webhooks = await findWebhooks(parts.database, parts.vault, names);
  return projects.map((project) => {
    const webhook = webhooks.get(project.name);
    const described = describeProject(project, parts);
    const badgeRequestUrl = badgeUrlOf(parts, project);
    return {
      ...described,
      badge: { ...described.badge, ...(badgeRequestUrl ? { badgeRequestUrl } : {}) },
      ...(webhook ? { webhook: describeWebhook(webhook, { payloadUrl: payloadUrlOf(parts, webhook) }) } : {}),
    };
  });
}
