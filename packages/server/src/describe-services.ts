import { compose } from './compose.ts';
import { readConfig } from './config.ts';
import type { DataFolder } from './data-folder/data-folder.ts';
import { createMachines } from './executors.ts';
import { systemClock } from './platform/clock.ts';
import { randomIds } from './platform/ids.ts';
import { silentLogger } from './platform/logger.ts';
import { createSources } from './sources.ts';

/** What one service answers to, for the documentation and the test that nothing of a model is forgotten. */
export interface ServiceDescription {
  readonly name: string;
  readonly sdkClient: string;
  readonly done: readonly string[];
  readonly notYet: readonly string[];
}

/** Every service as it is composed, without starting anything. */
export function describeServices(): ServiceDescription[] {
  const nowhere = '/nonexistent';
  const data: DataFolder = {
    root: nowhere,
    objects: nowhere,
    builds: nowhere,
    caches: nowhere,
    functions: nowhere,
    machines: nowhere,
    scratch: nowhere,
    messages: nowhere,
    vaultKey: randomIds.bytes(32),
    rootKey: { accessKeyId: '', secretAccessKey: '' },
    announce: async () => {},
    findRunningServer: async () => undefined,
  };
  const config = { ...readConfig([], {}), database: 'sqlite::memory:' };
  const parts = {
    config,
    data,
    clock: systemClock,
    ids: randomIds,
    logger: silentLogger,
    executors: {},
    machines: createMachines(config, nowhere),
    sources: createSources([]),
  };
  const { services } = compose({ ...parts, endpoint: () => 'http://127.0.0.1:4600' });
  return services.map(({ name, sdkClient, operations, notYet }) => ({
    name,
    sdkClient,
    done: operations.map((operation) => operation.name).sort(),
    notYet: [...notYet].sort(),
  }));
}
