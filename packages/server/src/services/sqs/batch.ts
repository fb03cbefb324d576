import { Refusal } from '../../platform/refusal.ts';
import { emptyBatch, idsNotDistinct, tooManyEntries } from './errors.ts';

const MOST_ENTRIES = 10;

/** Does each entry by itself; what is refused is told of beside what was done. */
export async function doBatch<Entry extends { Id: string }, Done extends object>(
  entries: readonly Entry[],
  work: (entry: Entry) => Promise<Done>,
) {
  if (entries.length === 0) throw emptyBatch();
  if (entries.length > MOST_ENTRIES) throw tooManyEntries(entries.length);
  const twice = entries.find(({ Id }, at) => entries.findIndex((other) => other.Id === Id) !== at);
  if (twice) throw idsNotDistinct(twice.Id);
  const Successful: (Done & { Id: string })[] = [];
  const Failed: { Id: string; Code: string; Message: string; SenderFault: boolean }[] = [];
  for (const entry of entries) {
    const { Id } = entry;
    try {
      Successful.push({ ...(await work(entry)), Id });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}
