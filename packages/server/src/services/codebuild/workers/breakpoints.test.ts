import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { type BuildLab, buildLab, spec } from '../testing/build-lab.ts';
import { shiftedClock } from '../testing/shifted-clock.ts';

const clock = shiftedClock();
let yard: Yard;
let lab: BuildLab;
beforeEach(async () => {
  yard = await startYard({ clock });
  lab = buildLab(yard);
});
afterEach(() => yard.stop());

const PAUSE = { build: ['WORD=kept', 'codebuild-breakpoint', 'echo "after $WORD"'] };

/** What `codebuild-breakpoint` writes and `codebuild-resume` changes. */
const stateFile = (id: string) =>
  join(yard.dataFolder, 'builds', id.split(':')[1] ?? '', 'codebuild/control/debug-session');
const state = (id: string) => readFile(stateFile(id), 'utf8').catch(() => '');

describe('codebuild-breakpoint', () => {
  it('is ignored, like codebuild-resume, without a debug session', async () => {
    const { build, log } = await lab.run(spec({ build: ['codebuild-breakpoint', 'codebuild-resume', 'echo through'] }));
    expect(build).toMatchObject({ buildStatus: 'SUCCEEDED' });
    expect(build.debugSession).toBeUndefined();
    expect(log).toContain('\nthrough\n');
    expect(log).not.toContain('paused');
  });

  it('pauses a build with one until it is resumed, also over a restart, and says how to enter it', async () => {
    const id = await lab.start(await lab.project(spec(PAUSE)), { debugSessionEnabled: true });
    await expect.poll(() => state(id), { timeout: 10_000 }).toBe('paused\n');
    await yard.restart();
    const paused = await lab.until(id, ({ currentPhase }) => currentPhase === 'BUILD');
    expect(paused).toMatchObject({ buildStatus: 'IN_PROGRESS', debugSession: { sessionEnabled: true } });
    await expect.poll(() => lab.log(paused), { timeout: 5_000 }).toContain(`codeyard shell ${id}\n`);
    await writeFile(stateFile(id), 'running\n');
    const { build, log } = await lab.finish(id);
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain('The build goes on after its breakpoint.\n');
    expect(log).toContain('\nafter kept\n');
    expect(log).not.toContain('debugSession');
  });

  it('is resumed by codebuild-resume from within the build, and pauses again at the next one', async () => {
    const commands = ['(sleep 1; codebuild-resume; sleep 1; codebuild-resume) &', 'codebuild-breakpoint'];
    const { build, log } = await (async () => {
      const project = await lab.project(spec({ build: [...commands, 'codebuild-breakpoint', 'echo through'] }));
      return await lab.finish(await lab.start(project, { debugSessionEnabled: true }));
    })();
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log.match(/The build is paused/g)).toHaveLength(2);
    expect(log).toContain('\nthrough\n');
  });

  it('does not stop the time of the build', async () => {
    const project = await lab.project(spec(PAUSE));
    const id = await lab.start(project, { debugSessionEnabled: true, timeoutInMinutesOverride: 5 });
    await expect.poll(() => state(id), { timeout: 10_000 }).toBe('paused\n');
    clock.putForward(5 * 60_000);
    const look = async () => (await yard.context.aws.codebuild.batchGetBuilds({ ids: [id] })).builds?.[0];
    await expect.poll(async () => (await look())?.buildStatus, { timeout: 10_000 }).toBe('TIMED_OUT');
  });
});
