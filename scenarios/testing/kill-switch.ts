import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServerProcess, startServer } from './server-process.ts';

/** A place in what a server does, between two lines of its program. */
export interface Moment {
  /** How tests name it. */
  readonly name: string;
  /** Patterns of what goes by, one after the other: see kill-switch.mjs. */
  readonly passages: readonly string[];
  /** Before or after the last of them; `during` is for calls of the engine, and its answer is lost. */
  readonly at: 'before' | 'during' | 'after';
}

/** A server that ends itself at a moment that is chosen from outside. */
export interface MortalServer extends ServerProcess {
  /** Chooses the moment; the server may be down meanwhile. */
  arm(moment: Moment, signal?: 'SIGKILL' | 'SIGTERM'): void;
  /** Takes back a moment that did not come. */
  disarm(): void;
  /** Starts it again if it has ended; its moment may come while it starts. */
  revive(): Promise<void>;
}

/** `kill -9` at the place itself: a test that looks from outside comes too late for what takes a millisecond. */
export async function startMortalServer(settings: readonly string[] = []): Promise<MortalServer> {
  const folder = mkdtempSync(join(tmpdir(), 'codeyard-kill-switch-'));
  const file = join(folder, 'moment.json');
  const program = fileURLToPath(new URL('./kill-switch.mjs', import.meta.url));
  const server = await startServer(settings, {
    NODE_OPTIONS: `--import=${program}`,
    KILL_SWITCH: file,
  });
  const isArmed = () => existsSync(file);
  return {
    ...server,
    arm: (moment, signal = 'SIGKILL') => writeFileSync(file, JSON.stringify({ ...moment, signal })),
    disarm: () => rmSync(file, { force: true }),
    async revive() {
      if (!server.hasEnded()) return;
      const wasArmed = isArmed();
      await server.start().catch((error: unknown) => {
        if (!wasArmed || isArmed()) throw error;
      });
    },
    async stop() {
      rmSync(folder, { recursive: true, force: true });
      await server.stop();
    },
  };
}
