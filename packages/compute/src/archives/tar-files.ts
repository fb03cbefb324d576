import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { selectedPaths, type TreeSelection } from './list-tree.ts';
import { createTreePlacer, finishTree } from './place-tree.ts';
import { createTarReader, type TarSink } from './tar-reader.ts';
import { padding, tarHeader } from './tar-records.ts';
import { openMember, readMembers } from './tree-members.ts';

/** Which entries of a tree archive to copy: by the first part of their path, and what stands in its place, maybe nothing. */
export interface RetarOrder {
  readonly archive: string;
  readonly size: number;
  readonly names: Readonly<Record<string, string>>;
  /** Nothing else is copied. */
  readonly allowed: readonly Omit<TreeSelection, 'folder'>[];
  readonly tarFile: string;
}

/** A plain tar file of one file or folder, as an engine makes them, and where that one goes below a folder. */
export interface TarPlaceOrder {
  readonly tarFile: string;
  readonly folder: string;
  readonly path: string;
}

const CHUNK_BYTES = 1_048_576;
const END_BYTES = 1_024;

/** Copies entries of a tree archive into a plain tar file under other names; says how many. It does not give way. */
export function retar({ archive, size, names, allowed, tarFile }: RetarOrder): number {
  const isAllowed = selectedPaths(allowed);
  const [source, target] = [openSync(archive, 'r'), openSync(tarFile, 'w', 0o600)];
  try {
    const write = (bytes: Buffer) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(target, bytes, at);
    };
    let entries = 0;
    let open: { size: number } | undefined;
    const sink: TarSink = {
      begin(entry) {
        const [first = '', ...rest] = entry.path.split('/');
        const name = Object.hasOwn(names, first) ? names[first] : undefined;
        if (name === undefined || !isAllowed(entry.path) || entry.kind === 'hard-link') return;
        write(tarHeader({ ...entry, path: [name, ...rest].filter(Boolean).join('/') }));
        open = entry;
        entries += 1;
      },
      write: (bytes) => open && write(bytes),
      end() {
        if (open) write(padding(open.size));
        open = undefined;
      },
    };
    const reader = createTarReader(sink);
    for (const member of readMembers(source, size)) reader.push(openMember(source, member));
    reader.finish();
    write(Buffer.alloc(END_BYTES));
    return entries;
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

/** Unpacks a plain tar file. It does not give way. */
export function placeTarFile({ tarFile, folder, path }: TarPlaceOrder): void {
  const root = 'all';
  const rename = (name: string) => [root, path, ...name.split('/').slice(1)].filter((part) => part !== '').join('/');
  const placer = createTreePlacer({ [root]: folder });
  const reader = createTarReader({
    ...placer,
    begin: (entry) =>
      placer.begin({
        ...entry,
        path: rename(entry.path),
        ...(entry.kind === 'hard-link' ? { target: rename(entry.target ?? '') } : {}),
      }),
  });
  const source = openSync(tarFile, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const read = readSync(source, chunk, 0, CHUNK_BYTES, null);
      if (read === 0) break;
      reader.push(chunk.subarray(0, read));
    }
    reader.finish();
  } finally {
    closeSync(source);
  }
  finishTree(placer.result());
}
