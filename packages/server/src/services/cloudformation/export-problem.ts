import type { Db } from '../../database/database.ts';
import { nameInArn } from './arns.ts';
import { type Export, listExports, listImporters } from './store/exports.ts';

/** Why a stack cannot export these and nothing else: another stack has the name, or uses what would change or go. */
export async function findExportProblem(
  db: Db,
  stack: string,
  named: readonly Pick<Export, 'name' | 'value'>[],
): Promise<string | undefined> {
  const present = await listExports(db);
  for (const { name } of named) {
    const other = present.find((entry) => entry.name === name && entry.stack !== stack);
    if (other) return `Export with name ${name} is already exported by stack ${nameInArn(other.stack)}`;
  }
  for (const { name, value } of present.filter((entry) => entry.stack === stack)) {
    const kept = named.find((entry) => entry.name === name);
    if (kept?.value === value) continue;
    const users = (await listImporters(db, name)).filter((user) => user !== stack);
    if (users.length === 0) continue;
    const inUse = `export ${name} as it is in use by ${users.map(nameInArn).join(', ')}.`;
    return kept ? `Cannot update ${inUse}` : `Delete canceled. Cannot delete ${inUse}`;
  }
  return undefined;
}
