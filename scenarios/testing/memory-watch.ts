import type { ServerProcess } from './server-process.ts';

const LOOK_EVERY_MS = 20;

/** What some work on a server costs it, in bytes of resident memory. */
export interface WatchedWork<Result> {
  readonly result: Result;
  readonly before: number;
  readonly most: number;
  readonly growth: number;
}

/** Looks at the memory of a server while something goes on. */
export async function watchMemory<Result>(
  server: ServerProcess,
  work: () => Promise<Result>,
): Promise<WatchedWork<Result>> {
  const before = await server.memory();
  let most = before;
  const timer = setInterval(async () => {
    most = Math.max(most, await server.memory());
  }, LOOK_EVERY_MS);
  try {
    const result = await work();
    return { result, before, most, growth: most - before };
  } finally {
    clearInterval(timer);
  }
}
