import type { StateMachine } from '@codeyard/engine/states-language/state-machine';
import type { Db } from '../../database/database.ts';
import { findDefinition } from './store/machines.ts';

/** Definitions by the hash of their text, read once: they never change. */
export type DefinitionCache = (db: Db, hash: string) => Promise<StateMachine>;

const MOST_KEPT = 500;

export function createDefinitionCache(): DefinitionCache {
  const kept = new Map<string, StateMachine>();
  return async (db, hash) => {
    const known = kept.get(hash);
    if (known) return known;
    const text = await findDefinition(db, hash);
    if (text === undefined) throw new Error(`the definition ${hash} is gone`);
    if (kept.size >= MOST_KEPT) kept.clear();
    const machine = JSON.parse(text) as StateMachine;
    kept.set(hash, machine);
    return machine;
  };
}
