import {
  BatchGetBuildsCommand,
  type Build,
  CodeBuildClient,
  ListBuildsForProjectCommand,
} from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { type BuildLab, buildLab, spec } from './testing/build-lab.ts';

let yard: Yard;
let lab: BuildLab;
beforeAll(async () => {
  yard = await startYard();
  lab = buildLab(yard);
});
afterAll(() => yard.stop());

/** Every build of a project, the first one first. */
async function buildsOf(projectName: string): Promise<Build[]> {
  const codebuild = yard.client(CodeBuildClient);
  const { ids } = await codebuild.send(new ListBuildsForProjectCommand({ projectName, sortOrder: 'ASCENDING' }));
  const { builds = [] } = await codebuild.send(new BatchGetBuildsCommand({ ids }));
  return builds.toSorted((a, b) => (a.buildNumber ?? 0) - (b.buildNumber ?? 0));
}

async function finishChain(id: string): Promise<Build[]> {
  const { build } = await lab.finish(id);
  const next = build.autoRetryConfig?.nextAutoRetry;
  return next ? [build, ...(await finishChain(next.split(':build/')[1] ?? ''))] : [build];
}

describe('a project that retries its builds', () => {
  it('starts another one after a failure, up to its limit, each linked to the others', async () => {
    const project = await lab.project(spec({ build: ['false'] }), { autoRetryLimit: 2 });
    const chain = await finishChain(
      await lab.start(project, { environmentVariablesOverride: [{ name: 'A', value: 'b' }] }),
    );
    expect(chain.map(({ autoRetryConfig, buildNumber }) => [buildNumber, autoRetryConfig])).toEqual([
      [1, { autoRetryLimit: 2, autoRetryNumber: 0, nextAutoRetry: chain[1]?.arn }],
      [2, { autoRetryLimit: 2, autoRetryNumber: 1, nextAutoRetry: chain[2]?.arn, previousAutoRetry: chain[0]?.arn }],
      [3, { autoRetryLimit: 2, autoRetryNumber: 2, previousAutoRetry: chain[1]?.arn }],
    ]);
    expect(chain[2]?.environment?.environmentVariables).toEqual(chain[0]?.environment?.environmentVariables);
    expect(await buildsOf(project)).toHaveLength(3);
  });

  it('ends the row with the first build that passes', async () => {
    const mark = `${yard.dataFolder}/second-time`;
    const project = await lab.project(spec({ build: [`test -f ${mark} || { touch ${mark}; false; }`] }));
    const chain = await finishChain(await lab.start(project, { autoRetryLimitOverride: 5 }));
    expect(chain.map(({ buildStatus }) => buildStatus)).toEqual(['FAILED', 'SUCCEEDED']);
    expect(chain[1]?.autoRetryConfig?.nextAutoRetry).toBeUndefined();
  });

  it('starts exactly one, also when the server goes away again and again', async () => {
    const project = await lab.project(spec({ build: ['sleep 0.2; false'] }), { autoRetryLimit: 1 });
    const id = await lab.start(project);
    for (let round = 0; round < 6; round += 1) {
      await yard.restart();
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    expect(await finishChain(id)).toHaveLength(2);
    expect(await buildsOf(project)).toHaveLength(2);
  });

  it('leaves what was refused a retry as it is', async () => {
    const project = await lab.project(spec({ build: ['sleep 0.4; false'] }), { autoRetryLimit: 1 });
    const id = await lab.start(project);
    await yard.context.aws.codebuild.deleteProject({ name: project });
    const { build } = await lab.finish(id);
    expect(build.autoRetryConfig).toEqual({ autoRetryLimit: 1, autoRetryNumber: 0 });
  });
});
