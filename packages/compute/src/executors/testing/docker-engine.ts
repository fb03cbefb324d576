import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createDockerClient, isDockerReachable } from '../docker/docker-client.ts';

export const TEST_IMAGE = 'codeyard-test:latest';
const BUSYBOX = '/bin/busybox';

export interface DockerEngine {
  readonly host: string;
  stop(): Promise<void>;
}

/** Why no engine can be started here, or undefined. */
export function whyNoEngine(): string | undefined {
  const dockerd = (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'dockerd')));
  if (!dockerd) return 'dockerd is not installed';
  if (process.getuid?.() !== 0) return 'dockerd must be started by root';
  return existsSync(BUSYBOX) ? undefined : 'busybox-static is not installed';
}

/** An engine of the tests' own, with an image made of busybox, since nothing can be pulled. */
export async function startDockerEngine(): Promise<DockerEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'codeyard-docker-'));
  const host = `unix://${folder}/docker.sock`;
  const options = [
    '--iptables=false',
    '--bridge=none',
    '--storage-driver=vfs',
    '--host',
    host,
    '--pidfile',
    `${folder}/pid`,
  ];
  const engine = spawn('dockerd', [...options, '--data-root', `${folder}/data`, '--exec-root', `${folder}/exec`], {
    stdio: 'ignore',
  });
  const exited = once(engine, 'exit');
  for (let attempt = 0; !(await isDockerReachable(host)); attempt++) {
    if (attempt === 60) throw new Error('dockerd did not answer within thirty seconds');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  importImage(folder, host);
  return {
    host,
    async stop() {
      // Their bridges would outlive the engine.
      const docker = createDockerClient(host);
      for (const { Name } of await docker.call<{ Name: string }[]>('GET', '/networks'))
        await docker.call('DELETE', `/networks/${Name}`).catch(() => undefined);
      engine.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function importImage(folder: string, host: string): void {
  const root = join(folder, 'root');
  for (const name of ['bin', 'tmp', 'root', 'etc']) mkdirSync(join(root, name), { recursive: true });
  copyFileSync(BUSYBOX, join(root, 'bin/busybox'));
  const applets = execFileSync(BUSYBOX, ['--list']).toString().trim().split('\n');
  for (const applet of applets) if (applet !== 'busybox') symlinkSync('busybox', join(root, 'bin', applet));
  execFileSync('tar', ['-C', root, '-cf', join(folder, 'image.tar'), '.']);
  execFileSync('docker', ['-H', host, 'import', join(folder, 'image.tar'), TEST_IMAGE], { stdio: 'ignore' });
}
