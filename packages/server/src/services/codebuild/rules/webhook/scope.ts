import type { CreateWebhookInput } from '@aws-sdk/client-codebuild';
import type { Checked } from '../../../../gateway/operation.ts';
import type { Source } from '../definition.ts';

/** Whose repositories a webhook is for: an organization's, a group's, or all of an enterprise. */
export type Scope = NonNullable<Checked<CreateWebhookInput>['scopeConfiguration']>;

/** What the project of such a webhook has in place of a repository. */
const ANY_REPOSITORY = 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION';

/** By type of source: which scopes it has, and where its repositories are, if at one place. */
const PLACES: Readonly<Record<string, { scopes: readonly Scope['scope'][]; origin?: string }>> = {
  GITHUB: { scopes: ['GITHUB_ORGANIZATION', 'GITHUB_GLOBAL'], origin: 'https://github.com' },
  GITHUB_ENTERPRISE: { scopes: ['GITHUB_ORGANIZATION', 'GITHUB_GLOBAL'] },
  GITLAB: { scopes: ['GITLAB_GROUP'], origin: 'https://gitlab.com' },
  GITLAB_SELF_MANAGED: { scopes: ['GITLAB_GROUP'] },
};

/** What keeps a webhook from having a scope; undefined when nothing does. */
export function findScopeProblem({ type, location }: Source, { scope, name, domain }: Scope): string | undefined {
  const place = PLACES[type];
  if (!place?.scopes.includes(scope)) return `Invalid webhook: scope ${scope} is not one of source type ${type}`;
  if (location !== ANY_REPOSITORY)
    return `Invalid webhook: with a scopeConfiguration the location of the project's source must be ${ANY_REPOSITORY}`;
  if (!/^[\w.-]+(\/[\w.-]+)*$/.test(name)) return `Invalid webhook: ${name} is no name of an organization or a group`;
  if (place.origin !== undefined)
    return domain ? `Invalid webhook: source type ${type} has no domain in its scopeConfiguration` : undefined;
  return /^[\w.-]+(:\d+)?$/.test(domain ?? '')
    ? undefined
    : `Invalid webhook: source type ${type} needs a domain in its scopeConfiguration`;
}

/** Some repository of a scope: which it is does not matter to whoever asks for its host. */
export const someRepositoryOf = ({ name }: Scope): string => `${name}/any`;

/** The organization or group that has the hook; undefined when it is that of a repository, or of everybody. */
export const groupOf = (scope: Scope | undefined): string | undefined =>
  scope && scope.scope !== 'GITHUB_GLOBAL' ? scope.name : undefined;

/** What is built of a repository that a delivery tells of; undefined for one that is out of the webhook's scope. */
export function sourceOf(source: Source, scope: Scope | undefined, repository: string): Source | undefined {
  if (!scope) return source;
  const origin = PLACES[source.type]?.origin ?? (scope.domain && `https://${scope.domain}`);
  if (!origin) return undefined;
  const group = groupOf(scope);
  const isInside = group === undefined || repository.toLowerCase().startsWith(`${group.toLowerCase()}/`);
  return isInside ? { ...source, location: `${origin}/${repository}.git` } : undefined;
}
