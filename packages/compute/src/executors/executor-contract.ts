import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { BuildHandle, BuildOrder, Executor } from './executor.ts';
import { ENTRY, makeWorkFolder, until, type WorkFolder } from './testing/work-folder.ts';

/** What every executor owes; `create` makes a fresh instance, as a restarted server would. */
export function executorContract(create: () => Executor, image = 'codeyard-test'): void {
  const folders: WorkFolder[] = [];
  const signal = new AbortController().signal;
  const isGone = async (executor: Executor, handle: BuildHandle) => (await executor.observe(handle)).state === 'gone';

  afterEach(async () => {
    for (const folder of folders.splice(0)) {
      await create().dispose(folder.order);
      folder.remove();
    }
  });

  async function begin(script: string, overrides: Partial<BuildOrder> = {}) {
    const folder = makeWorkFolder(script, { image, ...overrides });
    folders.push(folder);
    const executor = create();
    const said: string[] = [];
    await executor.provision(folder.order, (line) => said.push(line), signal);
    const handle = JSON.parse(JSON.stringify(await executor.start(folder.order, ENTRY))) as BuildHandle;
    return { folder, executor, handle, said };
  }

  it('runs a program to its end', async () => {
    const { folder, executor, handle } = await begin('echo "it runs in $root"');
    await until(() => isGone(executor, handle));
    expect(folder.output()).toBe(`it runs in ${executor.buildRoot(folder.order.workFolder)}\n`);
  });

  it('starts a program once, and finds it again after a restart', async () => {
    const { folder, executor, handle } = await begin('echo begun; sleep 60');
    await until(() => folder.output() === 'begun\n');
    expect(await executor.start(folder.order, ENTRY)).toEqual(handle);
    expect(await create().start(folder.order, ENTRY)).toEqual(handle);
    expect((await create().observe(handle)).state).toBe('running');
    expect(folder.output()).toBe('begun\n');
    await create().stop(handle);
    expect(await isGone(executor, handle)).toBe(true);
  });

  it('stops whatever the program started, also what left its group', async () => {
    const { folder, executor, handle } = await begin(
      '(while :; do date +%s%N > "$root/beat"; sleep 0.1; done) & (setsid sh -c "trap : TERM; while :; do date +%s%N > $root/beat2; sleep 0.1; done" &) ; echo up; wait',
    );
    await until(() => folder.output().includes('up'));
    await executor.stop(handle);
    const beats = () => ['beat', 'beat2'].map((name) => readText(folder.order.workFolder, name)).join();
    const before = beats();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(beats()).toBe(before);
  });

  it('may stop and dispose of what is gone, or never was', async () => {
    const { folder, executor, handle } = await begin('true');
    await until(() => isGone(executor, handle));
    for (const instance of [executor, create()]) {
      await instance.stop(handle);
      await instance.dispose(folder.order);
    }
    const never = makeWorkFolder('true');
    folders.push(never);
    await executor.dispose(never.order);
  });

  it('disposes of a small program, too, whose server died before its end', async () => {
    const folder = makeWorkFolder('true', { image });
    folders.push(folder);
    const executor = create();
    await executor.provision(folder.order, () => {}, signal);
    const script = 'root=$(dirname "$(dirname "$0")"); while :; do date +%s%N > "$root/beat"; sleep 0.1; done';
    writeFileSync(join(folder.order.workFolder, 'codebuild/control/before.sh'), script);
    const running = executor.run(folder.order, 'control/before.sh', signal).catch(() => {});
    const beat = () => readText(folder.order.workFolder, 'beat');
    await until(() => beat() !== '');
    await create().dispose(folder.order);
    const before = beat();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(beat()).toBe(before);
    await running;
  });

  it('runs a small program before the build, twice if need be, and leaves nothing of it running', async () => {
    const folder = makeWorkFolder('cat "$root/before"', { image });
    folders.push(folder);
    const executor = create();
    await executor.provision(folder.order, () => {}, signal);
    const script =
      'root=$(dirname "$(dirname "$0")"); echo "$HOME" >> "$root/before"; (while :; do date +%s%N > "$root/beat"; sleep 0.1; done) & sleep 0.3';
    writeFileSync(join(folder.order.workFolder, 'codebuild/control/before.sh'), script);
    for (let time = 0; time < 2; time++) await create().run(folder.order, 'control/before.sh', signal);
    const before = readText(folder.order.workFolder, 'beat');
    const handle = await executor.start(folder.order, ENTRY);
    await until(() => isGone(executor, handle));
    expect(folder.output()).toBe(`${executor.homeFolder(folder.order.workFolder)}\n`.repeat(2));
    expect(before).toMatch(/\d/);
    expect(readText(folder.order.workFolder, 'beat')).toBe(before);
  });

  it('ends a small program that is not waited for any longer', async () => {
    const folder = makeWorkFolder('true', { image });
    folders.push(folder);
    const executor = create();
    await executor.provision(folder.order, () => {}, signal);
    writeFileSync(join(folder.order.workFolder, 'codebuild/control/before.sh'), 'sleep 60');
    const stop = AbortSignal.timeout(500);
    await expect(executor.run(folder.order, 'control/before.sh', stop)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('hands none of the server’s environment over', async () => {
    process.env.CODEYARD_TEST_SECRET = 'not for builds';
    const { folder, executor, handle } = await begin('env; echo "home is $HOME"');
    delete process.env.CODEYARD_TEST_SECRET;
    await until(() => isGone(executor, handle));
    expect(folder.output()).not.toContain('not for builds');
    expect(folder.output()).toMatch(/home is \/.+/);
  });
}

function readText(workFolder: string, name: string): string {
  const file = join(workFolder, 'codebuild', name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
