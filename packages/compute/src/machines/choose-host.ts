import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineHost } from './machine-host.ts';

/**
 * Machines of two kinds: those that are given a container image are containers, the others are processes. Which kind one is is written
 * down in `folder` when it is made, so that every process finds it again.
 */
export function chooseHost({
  folder,
  processes,
  containers,
}: {
  readonly folder: string;
  readonly processes: MachineHost;
  readonly containers: MachineHost;
}): MachineHost {
  const markOf = (machine: string) => join(folder, `${machine}.container`);
  const hostOf = async (machine: string) =>
    await access(markOf(machine)).then(
      () => containers,
      () => processes,
    );
  return {
    name: `${processes.name} and ${containers.name}`,
    isolation: `${processes.isolation} ${containers.isolation}`,
    async boot(machine, shape) {
      if (!shape.image) return await processes.boot(machine, shape);
      await mkdir(folder, { recursive: true });
      await writeFile(markOf(machine), shape.image);
      await containers.boot(machine, shape);
    },
    put: async (file) => await (await hostOf(file.machine)).put(file),
    run: async (order) => await (await hostOf(order.machine)).run(order),
    observe: async (command) => await (await hostOf(command.machine)).observe(command),
    cancel: async (command) => await (await hostOf(command.machine)).cancel(command),
    halt: async (machine) => await (await hostOf(machine)).halt(machine),
    suspend: async (machine) => await (await hostOf(machine)).suspend(machine),
    async destroy(machine) {
      await (await hostOf(machine)).destroy(machine);
      await rm(markOf(machine), { force: true });
    },
  };
}
