import { createTarReader } from './tar-reader.ts';

/** One small file out of a tar file that is held; undefined when it is not there. */
export function readTarFile(bytes: Buffer, path: string): Buffer | undefined {
  const parts: Buffer[] = [];
  let [isWanted, isFound] = [false, false];
  const reader = createTarReader({
    begin(entry) {
      isWanted = entry.kind === 'file' && entry.path === path;
      isFound ||= isWanted;
    },
    write: (chunk) => void (isWanted && parts.push(Buffer.from(chunk))),
    end() {
      isWanted = false;
    },
  });
  reader.push(bytes);
  reader.finish();
  return isFound ? Buffer.concat(parts) : undefined;
}
