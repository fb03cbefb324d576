import { architectureOf, type Machine } from '../fit-machine.ts';
import type { DockerClient } from './docker-client.ts';

interface Info {
  NCPU: number;
  MemTotal: number;
  Architecture: string;
  Runtimes?: Readonly<Record<string, unknown>>;
}

const MEBIBYTE = 1024 * 1024;

const FRESH_MS = 60_000;

/** Asks the engine again after a minute: to answer it runs programs of its own, which takes longer than most of what a build asks of it. */
export function machineFinder(docker: DockerClient): () => Promise<Machine> {
  let found: Promise<Machine> | undefined;
  let freshUntil = 0;
  return () => {
    if (!found || performance.now() >= freshUntil) {
      const asked = findMachine(docker);
      asked.catch(() => {
        if (found === asked) found = undefined;
      });
      found = asked;
      freshUntil = performance.now() + FRESH_MS;
    }
    return found;
  };
}

/** The machine that the engine runs on, which need not be this one. The engine refuses containers more CPUs than it has. */
async function findMachine(docker: DockerClient): Promise<Machine> {
  const { NCPU, MemTotal, Architecture, Runtimes = {} } = await docker.call<Info>('GET', '/info');
  return {
    architecture: architectureOf(Architecture),
    cpus: NCPU,
    memoryMiB: Math.floor(MemTotal / MEBIBYTE),
    hasGpu: 'nvidia' in Runtimes,
  };
}
