import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SourceError } from './source-error.ts';
import type { LocatedSource, SourceMapping } from './source-map.ts';

/** `<remote>=<local>`; the local part may hold `=` no more than a URL does, so the last one divides. */
export function parseSourceMapping(text: string): SourceMapping {
  const at = text.lastIndexOf('=');
  if (at <= 0 || at === text.length - 1)
    throw new SourceError('REFUSED', `source ${text}: write it as REMOTE=FOLDER-OR-URL`);
  return { remote: text.slice(0, at), local: text.slice(at + 1) };
}

const isUrl = (text: string) => /^[a-z][a-z\d+.-]*:\/\//i.test(text) || /^[\w.-]+@[\w.-]+:/.test(text);

/**
 * Where a repository comes from: what it is mapped to, else its own URL. A mapping names it in full
 * (`https://github.com/myorg/web-app`, with or without `.git`) or by the end of its path (`myorg/web-app`, `web-app`); `*` is
 * any. Letters count the same in either case, as they do for the hosts. Undefined for a name that is neither mapped nor a URL.
 */
export function locateSource(remote: string, mappings: readonly SourceMapping[]): LocatedSource | undefined {
  const wanted = normalise(remote);
  const exact = mappings.find((mapping) => normalise(mapping.remote) === wanted);
  const byEnd = mappings.find((mapping) => mapping.remote !== '*' && wanted.endsWith(`/${normalise(mapping.remote)}`));
  const mapping = exact ?? byEnd ?? mappings.find((candidate) => candidate.remote === '*');
  if (mapping) return localSource(mapping.local);
  return isUrl(remote) ? { kind: 'git', url: remote } : undefined;
}

function normalise(remote: string): string {
  return remote
    .toLowerCase()
    .replace(/^[a-z][a-z\d+.-]*:\/\/([^/@]*@)?/, '')
    .replace(/^[\w.-]+@([\w.-]+):/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}

/** A bare repository is cloned; any other folder is taken as it is. */
function localSource(local: string): LocatedSource {
  if (isUrl(local)) return { kind: 'git', url: local };
  const isBare =
    existsSync(join(local, 'HEAD')) && existsSync(join(local, 'objects')) && existsSync(join(local, 'refs'));
  if (isBare) return { kind: 'git', url: local };
  if (!existsSync(local) || !statSync(local).isDirectory())
    throw new SourceError('NOT_FOUND', `the source folder ${local} does not exist`);
  return { kind: 'folder', folder: local };
}
