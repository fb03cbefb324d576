import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql, type Transaction } from 'kysely';

export type RunInTransaction = <Result>(work: (tx: Transaction<unknown>) => Promise<Result>) => Promise<Result>;

/** One caller's transaction: runs inside the group's, and tells its caller only after the group's commit. */
interface Member {
  run(tx: Transaction<unknown>): Promise<void>;
  /** The whole group's commit worked. */
  tell(): void;
  fail(error: unknown): void;
}

/** Enough to share the cost of a commit; few enough that nobody waits long for it. */
const MOST_MEMBERS = 16;

/**
 * For a database with one connection: transactions that wait for it run one after the other between savepoints and are committed
 * together, because bringing a commit to disk costs more than most transactions. Each still succeeds or fails on its own.
 */
export function groupCommits(kysely: Kysely<unknown>): RunInTransaction {
  const waiting: Member[] = [];
  let draining = false;

  async function drain(): Promise<void> {
    draining = true;
    while (waiting.length > 0) await commitTogether(kysely, waiting);
    draining = false;
  }

  return (work) =>
    new Promise((resolve, reject) => {
      waiting.push(memberOf(work, resolve, reject));
      if (!draining) void drain();
    });
}

function memberOf<Result>(
  work: (tx: Transaction<unknown>) => Promise<Result>,
  resolve: (result: Result) => void,
  reject: (error: unknown) => void,
): Member {
  let tell = () => {};
  return {
    async run(tx) {
      try {
        const result = await work(tx);
        tell = () => resolve(result);
      } catch (error) {
        tell = () => reject(error);
        throw error;
      }
    },
    tell: () => tell(),
    fail: reject,
  };
}

/** Takes those that wait, and those that come while the others run. */
async function commitTogether(kysely: Kysely<unknown>, waiting: Member[]): Promise<void> {
  const group: Member[] = [];
  try {
    await kysely.transaction().execute(async (tx) => {
      while (group.length < MOST_MEMBERS) {
        // Requests that have arrived meanwhile get to ask for their transactions.
        if (waiting.length === 0) await setImmediate();
        const member = waiting.shift();
        if (!member) break;
        group.push(member);
        await runMember(tx, member);
      }
    });
  } catch (error) {
    for (const member of group) member.fail(error);
    return;
  }
  for (const member of group) member.tell();
}

async function runMember(tx: Transaction<unknown>, member: Member): Promise<void> {
  await sql`savepoint member`.execute(tx);
  await member.run(tx).catch(() => sql`rollback to savepoint member`.execute(tx));
  await sql`release savepoint member`.execute(tx);
}
