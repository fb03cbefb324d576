import type { Webhook as ApiWebhook, CreateWebhookInput } from '@aws-sdk/client-codebuild';
import type { Checked } from '../../../../gateway/operation.ts';
import type { Source } from '../definition.ts';
import { present } from '../present.ts';
import type { Scope } from './scope.ts';

type Input = Checked<CreateWebhookInput>;

export type FilterGroup = NonNullable<Input['filterGroups']>[number];
export type Filter = FilterGroup[number];
export type BuildPolicy = NonNullable<Input['pullRequestBuildPolicy']>;

/** Which events of a repository start builds, and of what kind. */
export interface WebhookRules {
  /** Bare names of branches; older than the groups, and never beside them. */
  readonly branchFilter?: string;
  readonly filterGroups: readonly FilterGroup[];
  readonly buildType: 'BUILD' | 'BUILD_BATCH';
  readonly policy: BuildPolicy;
}

/** A project's webhook as it is kept. Times are milliseconds since the epoch. */
export interface Webhook {
  readonly project: string;
  readonly rules: WebhookRules;
  /** Of more than one repository. */
  readonly scope?: Scope;
  /** Who made the hook at the host: its owner by hand, we, or the host's connection, which tells of all repositories. */
  readonly madeBy: 'hand' | 'us' | 'connection';
  readonly manualCreation?: boolean;
  /** CREATING until the host has confirmed it. */
  readonly status: 'CREATING' | 'ACTIVE';
  readonly createdAt: number;
  readonly secretChangedAt: number;
  /** What the host calls the hook, and where its API shows it. */
  readonly hostId?: string;
  readonly url?: string;
  /** Where we made it: the project's source may have become another since. */
  readonly madeAt?: Source;
  /** What the end of our URL must be. */
  readonly token: string;
  /** What deliveries may be signed with: two while one takes the place of the other. */
  readonly secrets: readonly string[];
}

/** As the API shows it; the secret only to whoever has to take it to the host. */
export function describeWebhook(webhook: Webhook, at: { payloadUrl: string; secret?: string | undefined }): ApiWebhook {
  const { rules, status, manualCreation, url, madeBy, scope } = webhook;
  const isOurs = madeBy !== 'connection';
  return {
    ...present('url', url),
    ...(isOurs ? { payloadUrl: at.payloadUrl, lastModifiedSecret: new Date(webhook.secretChangedAt) } : {}),
    ...present('secret', at.secret),
    ...present('branchFilter', rules.branchFilter),
    filterGroups: rules.filterGroups.map((group) =>
      group.map((filter) => ({ ...filter, excludeMatchedPattern: filter.excludeMatchedPattern ?? false })),
    ),
    buildType: rules.buildType,
    ...present('manualCreation', manualCreation),
    ...present('scopeConfiguration', scope),
    status,
    pullRequestBuildPolicy: {
      ...rules.policy,
      ...(rules.policy.approverRoles ? { approverRoles: [...rules.policy.approverRoles] } : {}),
    },
  };
}
