import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchGetBuildBatchesCommand,
  type BuildBatch,
  CodeBuildClient,
  type CreateProjectCommandInput,
  type ProjectBuildBatchConfig,
  StartBuildBatchCommand,
  type StartBuildBatchCommandInput,
} from '@aws-sdk/client-codebuild';
import type { Yard } from '../../../testing/start-yard.ts';
import { type BuildLab, buildLab } from './build-lab.ts';

/** Shorthand for tests that run batches through the API. */
export interface BatchLab extends BuildLab {
  /** A project that may take part in batches. */
  batchProject(
    buildspec: string,
    config?: Partial<ProjectBuildBatchConfig>,
    change?: Partial<CreateProjectCommandInput>,
  ): Promise<string>;
  startBatch(projectName: string, change?: Partial<StartBuildBatchCommandInput>): Promise<string>;
  getBatch(id: string): Promise<BuildBatch>;
  untilBatch(id: string, wanted: (batch: BuildBatch) => boolean): Promise<BuildBatch>;
  /** Waits until the batch is over and with it all its builds. */
  finishBatch(id: string): Promise<BuildBatch>;
  /** Starts a batch of a fresh project and waits for its end. */
  runBatch(buildspec: string, config?: Partial<ProjectBuildBatchConfig>): Promise<BuildBatch>;
}

export const BATCH_ROLE = 'arn:aws:iam::123456789012:role/batch-role';

export function batchLab(yard: Yard): BatchLab {
  const codebuild = yard.client(CodeBuildClient);
  const builds = buildLab(yard);
  const lab: BatchLab = {
    ...builds,
    batchProject: (buildspec, config = {}, change = {}) =>
      builds.project(buildspec, { buildBatchConfig: { serviceRole: BATCH_ROLE, ...config }, ...change }),
    async startBatch(projectName, change) {
      const { buildBatch } = await codebuild.send(new StartBuildBatchCommand({ projectName, ...change }));
      if (!buildBatch?.id) throw new Error('StartBuildBatch answers a batch');
      return buildBatch.id;
    },
    async getBatch(id) {
      const { buildBatches = [] } = await codebuild.send(new BatchGetBuildBatchesCommand({ ids: [id] }));
      const [batch] = buildBatches;
      if (!batch) throw new Error(`there is no batch ${id}`);
      return batch;
    },
    async untilBatch(id, wanted) {
      const giveUpAt = Date.now() + 25_000;
      for (;;) {
        const batch = await lab.getBatch(id);
        if (wanted(batch)) return batch;
        if (Date.now() > giveUpAt) throw new Error(`batch ${id} did not get there: ${JSON.stringify(batch)}`);
        await delay(10);
      }
    },
    finishBatch: (id) =>
      lab.untilBatch(id, (batch) => batch.complete === true && !Object.values(statuses(batch)).includes('IN_PROGRESS')),
    runBatch: async (buildspec, config) =>
      lab.finishBatch(await lab.startBatch(await lab.batchProject(buildspec, config))),
  };
  return lab;
}

/** How the builds of a batch stand, by identifier. */
export function statuses({ buildGroups = [] }: BuildBatch): Record<string, string> {
  return Object.fromEntries(
    buildGroups.map(({ identifier = '', currentBuildSummary }) => [identifier, `${currentBuildSummary?.buildStatus}`]),
  );
}

export const batchPhases = ({ phases = [] }: BuildBatch): string[] =>
  phases.map(({ phaseType, phaseStatus }) => `${phaseType} ${phaseStatus ?? ''}`.trim());

/** The id of the build that counts in a group. */
export function memberId({ buildGroups = [] }: BuildBatch, identifier: string): string {
  const group = buildGroups.find((candidate) => candidate.identifier === identifier);
  return group?.currentBuildSummary?.arn?.split(':build/')[1] ?? '';
}
