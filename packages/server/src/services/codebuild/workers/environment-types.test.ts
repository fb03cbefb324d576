import type { EnvironmentType } from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { type BuildLab, buildLab, contextOf, spec } from '../testing/build-lab.ts';

let yard: Yard;
let lab: BuildLab;
beforeAll(async () => {
  yard = await startYard();
  lab = buildLab(yard);
});
afterAll(() => yard.stop());

const run = (environmentTypeOverride: EnvironmentType, buildspec = spec({ build: ['true'] })) =>
  lab.run(buildspec, { environmentTypeOverride });

describe('an environment type', () => {
  it('of ARM runs on ARM machines only', async () => {
    const { build } = await run('ARM_CONTAINER');
    if (process.arch === 'arm64') expect(build.buildStatus).toBe('SUCCEEDED');
    else expect(contextOf(build, 'PROVISIONING')).toMatch(/^CLIENT_ERROR: The build asks for an ARM machine/);
  });

  it('that cannot be had here at all fails in PROVISIONING', async () => {
    const { build } = await run('WINDOWS_EC2');
    expect(contextOf(build, 'PROVISIONING')).toMatch(/^CLIENT_ERROR: .*WINDOWS_EC2 cannot run here/);
  });

  it('of Lambda has a quarter of an hour at most, no privileged mode, and says what it is not kept from', async () => {
    const { build, log } = await run('LINUX_LAMBDA_CONTAINER');
    expect(build).toMatchObject({ buildStatus: 'SUCCEEDED', timeoutInMinutes: 15 });
    expect(log).toContain('Unlike on Lambda, this build may write wherever the server may');
    const privileged = lab.run(spec({ build: ['true'] }), {
      ...{ environmentTypeOverride: 'LINUX_LAMBDA_CONTAINER', privilegedModeOverride: true },
    });
    await expect(privileged).rejects.toThrow('privilegedMode is not supported for environment type');
  });

  it('is no limit to CPUs and memory of a plain process, and the log says so', async () => {
    const { log } = await run('LINUX_CONTAINER');
    expect(log).toContain("The compute type's 2 vCPUs and 4096 MiB are no limit here");
  });
});
