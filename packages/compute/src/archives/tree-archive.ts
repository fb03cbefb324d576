import { open } from 'node:fs/promises';
import { ArchiveRefused } from './archive-refused.ts';
import { finishTreeOnThread, packTreeOnThread, placeTreeOnThread, THREADS } from './archive-threads.ts';
import type { TreePlaceOrder } from './archive-worker.ts';
import type { TreeItem } from './list-tree.ts';
import type { TreePackOrder } from './pack-tree.ts';
import type { PlacedTree, TreeRoots } from './place-tree.ts';
import { type Member, readMembers } from './tree-members.ts';

const ITEMS_PER_ORDER = 512;
const BYTES_PER_ORDER = 8 * 1024 * 1024;
const MEMBERS_PER_ORDER = 4;

/**
 * Writes a `.tar.gz` of the items, several threads at once and some mebibytes of memory each; says how large it is.
 * See `tree-members.ts` for its make.
 */
export async function writeTreeArchive(
  file: string,
  items: readonly TreeItem[],
  signal?: AbortSignal,
): Promise<{ size: number }> {
  const target = await open(file, 'w', 0o600);
  try {
    let size = 0;
    await inOrder(packOrders(items), packTreeOnThread, async (bytes) => {
      signal?.throwIfAborted();
      await target.writeFile(bytes);
      size += bytes.length;
    });
    return { size };
  } finally {
    await target.close();
  }
}

/** How to unpack a tree archive. */
export interface TreeExtraction {
  readonly roots: TreeRoots;
  /** What may come out of it; everything when left out. */
  readonly allowed?: TreePlaceOrder['allowed'];
  /** The most bytes of files. */
  readonly mostBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * Unpacks a tree archive over what is there. Modes, times and links are restored, users are not. Names that leave their root and
 * places behind links are refused with an ArchiveRefused; what was unpacked by then stays.
 */
export async function extractTreeArchive(
  archive: string,
  { roots, allowed, mostBytes = Number.POSITIVE_INFINITY, signal }: TreeExtraction,
): Promise<Pick<PlacedTree, 'files' | 'bytes' | 'skipped' | 'notAllowed'>> {
  const placed: PlacedTree[] = [];
  let bytes = 0;
  await inOrder(
    await placeOrders(archive),
    (members) => placeTreeOnThread({ archive, roots, members, ...(allowed ? { allowed } : {}) }),
    async (result) => {
      signal?.throwIfAborted();
      bytes += result.bytes;
      if (bytes > mostBytes) throw new ArchiveRefused(`it holds more than ${mostBytes} bytes`);
      placed.push(result);
    },
  );
  await finishTreeOnThread({
    folders: placed.flatMap(({ folders }) => folders),
    links: placed.flatMap(({ links }) => links),
  });
  const sum = (member: 'files' | 'skipped') => placed.reduce((total, part) => total + part[member], 0);
  const notAllowed = placed.flatMap((part) => part.notAllowed);
  return { files: sum('files'), bytes, skipped: sum('skipped'), notAllowed };
}

/** Runs as many at once as there are threads, and takes the results in order. */
async function inOrder<Order, Result>(
  orders: Iterable<Order>,
  run: (order: Order) => Promise<Result>,
  take: (result: Result) => Promise<void>,
): Promise<void> {
  const ahead: Promise<Result>[] = [];
  const takeFirst = async () => {
    const first = ahead.shift();
    if (first) await take(await first);
  };
  try {
    for (const order of orders) {
      ahead.push(run(order));
      if (ahead.length > THREADS) await takeFirst();
    }
    while (ahead.length > 0) await takeFirst();
  } finally {
    await Promise.allSettled(ahead);
  }
}

/** Folders last: their times would not survive the files that come into them. */
function* packOrders(items: readonly TreeItem[]): Generator<TreePackOrder> {
  let batch: TreeItem[] = [];
  let bytes = 0;
  const folders = items.filter(({ kind }) => kind === 'folder');
  for (const item of [...items.filter(({ kind }) => kind !== 'folder'), ...folders]) {
    if (item.size > BYTES_PER_ORDER) {
      yield* pieces(item);
      continue;
    }
    if (batch.length === ITEMS_PER_ORDER || bytes + item.size > BYTES_PER_ORDER) {
      yield { items: batch };
      [batch, bytes] = [[], 0];
    }
    batch.push(item);
    bytes += item.size;
  }
  if (batch.length > 0) yield { items: batch };
}

function* pieces(item: TreeItem): Generator<TreePackOrder> {
  for (let offset = 0; offset < item.size; offset += BYTES_PER_ORDER)
    yield { items: [item], piece: { offset, length: Math.min(BYTES_PER_ORDER, item.size - offset) } };
}

/** Members that belong together, because one file goes from one to the next, are unpacked by one thread. */
async function placeOrders(archive: string): Promise<Member[][]> {
  const source = await open(archive, 'r');
  try {
    const orders: Member[][] = [];
    for (const member of readMembers(source.fd, (await source.stat()).size)) {
      const last = orders.at(-1);
      if (last && (member.continues || last.length < MEMBERS_PER_ORDER)) last.push(member);
      else orders.push([member]);
    }
    return orders;
  } finally {
    await source.close();
  }
}
