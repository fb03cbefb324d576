import type { ProjectBuildBatchConfig } from '@aws-sdk/client-codebuild';
import type { Checked } from '../../../../gateway/operation.ts';
import { present } from '../present.ts';
import { roleArn } from '../role-arn.ts';

export type BatchConfig = Checked<ProjectBuildBatchConfig>;

const DEFAULT_MOST_BUILDS = 100;
const DEFAULT_TIMEOUT_MINUTES = 480;

/** Fills in what AWS fills in and echoes. */
export function withBatchDefaults(config: BatchConfig, account: string): BatchConfig {
  return {
    ...config,
    ...present('serviceRole', config.serviceRole && roleArn(config.serviceRole, account)),
    restrictions: { ...config.restrictions, maximumBuildsAllowed: mostBuilds(config) },
    timeoutInMins: batchTimeout(config),
  };
}

export const mostBuilds = ({ restrictions }: BatchConfig): number =>
  restrictions?.maximumBuildsAllowed ?? DEFAULT_MOST_BUILDS;

export const batchTimeout = ({ timeoutInMins }: BatchConfig): number => timeoutInMins ?? DEFAULT_TIMEOUT_MINUTES;

/** The members of an override take the place of the project's. [inferred] */
export function overrideBatchConfig(config: BatchConfig, override: BatchConfig, account: string): BatchConfig {
  const restrictions = { ...config.restrictions, ...override.restrictions };
  return withBatchDefaults({ ...config, ...override, restrictions }, account);
}
