import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveRefused } from '@codeyard/compute/archives/archive-refused';
import { extractZip } from '@codeyard/compute/archives/extract-zip';
import { badZip } from './errors.ts';

/** As on AWS: 250 MB unpacked, layers included; here each archive is held to it. */
const LIMITS = { maxEntries: 100_000, maxBytes: 262_144_000 };

/** ZIP files of functions and layers, by what is in them; never changed, so that every process may read them. */
export interface CodeStore {
  /** Keeps a ZIP file that can be unpacked; resolves with its SHA-256 in hexadecimal. */
  put(zip: Uint8Array): Promise<string>;
  /** The ZIP file itself. */
  read(code: string): Promise<Buffer>;
  /** The folder with what is in it, unpacked when it is first wanted. */
  folderOf(code: string): Promise<string>;
}

export function createCodeStore(folder: string, newId: () => string): CodeStore {
  const zipOf = (code: string) => join(folder, `${code}.zip`);
  const unpacking = new Map<string, Promise<string>>();

  async function unpack(code: string): Promise<string> {
    const place = join(folder, code);
    if (await exists(place)) return place;
    const fresh = join(folder, `${code}.${newId()}.new`);
    await mkdir(fresh, { recursive: true });
    try {
      await extractZip(zipOf(code), fresh, LIMITS);
      await rename(fresh, place);
    } catch (error) {
      await rm(fresh, { recursive: true, force: true });
      // Another process of ours may have been first.
      if (!(await exists(place))) throw error;
    }
    return place;
  }

  return {
    async put(zip) {
      const code = createHash('sha256').update(zip).digest('hex');
      await mkdir(folder, { recursive: true });
      if (!(await exists(zipOf(code)))) {
        const fresh = join(folder, `${code}.${newId()}.zip.new`);
        await writeFile(fresh, zip, { mode: 0o600 });
        await rename(fresh, zipOf(code));
      }
      try {
        await unpack(code);
      } catch (error) {
        await rm(zipOf(code), { force: true });
        if (error instanceof ArchiveRefused) throw badZip(error.message);
        throw error;
      }
      return code;
    },
    read: (code) => readFile(zipOf(code)),
    folderOf(code) {
      const begun = unpacking.get(code) ?? unpack(code).finally(() => unpacking.delete(code));
      unpacking.set(code, begun);
      return begun;
    },
  };
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
