// Packages as a registry has them, made up so that a project of them is as large as real ones are; and such a registry on loopback.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { padding, tarHeader } from '@codeyard/compute/archives/tar-records';

/** One package of version 1.0.0. */
export interface Published {
  readonly name: string;
  readonly tarball: Buffer;
  readonly integrity: string;
  readonly files: number;
  /** Of its files, unpacked. */
  readonly bytes: number;
}

/**
 * How many files packages have, and how large those are: the value at a share of all packages or files. Counted in the 514 packages
 * of this repository's node_modules and of npm's own (22,377 files); the few largest, native programs above all, are cut off.
 */
const FILES_OF_PACKAGES = [
  [0, 2],
  [0.1, 3],
  [0.25, 4],
  [0.5, 7],
  [0.75, 17],
  [0.9, 59],
  [0.95, 187],
  [0.99, 733],
  [1, 1_200],
] as const;
const BYTES_OF_FILES = [
  [0, 60],
  [0.1, 194],
  [0.25, 352],
  [0.5, 1_242],
  [0.75, 3_658],
  [0.9, 8_139],
  [0.95, 16_218],
  [0.99, 93_668],
  [0.999, 1_526_691],
  [1, 2_000_000],
] as const;
const FILES_PER_FOLDER = 8;
/** A prime: shares of all sizes follow each other without order, the same in every run. */
const STRIDE = 7_919;
const SHARES = 10_007;
/** Real source text to cut files from: made-up text compresses unlike anything that is published. */
const TEXT = new URL('../../../typescript/lib/typescript.js', import.meta.url);

export async function publishPackages(count: number): Promise<Published[]> {
  const text = await readFile(fileURLToPath(TEXT));
  let [counted, cut] = [0, 0];
  const share = () => ((counted++ * STRIDE) % SHARES) / SHARES;
  const contents = () => {
    const size = Math.round(valueAt(BYTES_OF_FILES, share()));
    cut = (cut + size + STRIDE) % (text.length - size);
    return text.subarray(cut, cut + size);
  };
  return Array.from({ length: count }, (_, index) => {
    const files = Math.round(valueAt(FILES_OF_PACKAGES, ((index * STRIDE) % count) / count));
    return publish(`bench-package-${index}`, Array.from({ length: files - 1 }, contents));
  });
}

/** Between two of the shares, in proportion. */
function valueAt(values: readonly (readonly [number, number])[], share: number): number {
  const next = Math.max(
    values.findIndex(([at]) => at >= share),
    1,
  );
  const [from, low] = values[next - 1] ?? [0, 0];
  const [to, high] = values[next] ?? [1, 0];
  return low * (high / low) ** ((share - from) / (to - from));
}

function publish(name: string, files: readonly Buffer[]): Published {
  const parts: Buffer[] = [];
  let bytes = 0;
  const add = (path: string, contents: Buffer) => {
    const entry = { path: `package/${path}`, kind: 'file', mode: 0o644, mtimeMs: 0, size: contents.length } as const;
    parts.push(tarHeader(entry), contents, padding(contents.length));
    bytes += contents.length;
  };
  add('package.json', Buffer.from(JSON.stringify({ name, version: '1.0.0' })));
  for (const [index, contents] of files.entries()) {
    const folder = Math.floor(index / FILES_PER_FOLDER);
    add(folder === 0 ? `file-${index}.js` : `lib/part-${folder}/file-${index}.js`, contents);
  }
  const tarball = gzipSync(Buffer.concat([...parts, Buffer.alloc(1_024)]));
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  return { name, tarball, integrity, files: files.length + 1, bytes };
}

/** A registry that has everything in memory: nothing could be warmer. */
export interface Registry {
  readonly address: string;
  /** How many packages were fetched from it so far. */
  fetched(): number;
  stop(): void;
}

export async function startRegistry(packages: readonly Published[]): Promise<Registry> {
  const tarballs = new Map(packages.map(({ name, tarball }) => [tarballPath(name), tarball]));
  let fetched = 0;
  const server = createServer(({ url = '' }, response) => {
    const tarball = tarballs.get(url);
    if (tarball) fetched += 1;
    response.writeHead(tarball ? 200 : 404, { 'content-type': 'application/octet-stream' }).end(tarball);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fetched: () => fetched,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const tarballPath = (name: string): string => `/${name}/-/${name}-1.0.0.tgz`;
