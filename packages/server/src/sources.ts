import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchFolder } from '@codeyard/compute/sources/fetch-folder';
import { fetchGit, resolveGitRevision } from '@codeyard/compute/sources/fetch-git';
import { type ChangeOrder, inspectChange } from '@codeyard/compute/sources/inspect-change';
import { locateSource, parseSourceMapping } from '@codeyard/compute/sources/locate-source';
import { SourceError } from '@codeyard/compute/sources/source-error';
import type { FetchedSource, LocatedSource } from '@codeyard/compute/sources/source-map';

interface FetchOrder {
  readonly folder: string;
  readonly version?: string;
  readonly depth?: number;
  readonly submodules?: boolean;
  readonly mirror?: string;
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly insecureSsl?: boolean;
  readonly signal: AbortSignal;
}

/** Gets repositories onto this machine: from where `--source` says, else from their own URL. */
export function createSources(mappings: readonly string[]) {
  const parsed = mappings.map(parseSourceMapping);

  function locate(remote: string): LocatedSource {
    const located = locateSource(remote, parsed);
    if (located) return located;
    throw new SourceError('NOT_FOUND', `${remote} is no URL; say where it is with --source ${remote}=FOLDER-OR-URL`);
  }

  /** A folder is taken as it is, whatever version was asked for. */
  async function fetch(source: LocatedSource, order: FetchOrder): Promise<FetchedSource> {
    if (source.kind === 'git') return await fetchGit({ ...order, url: source.url });
    const fetched = await fetchFolder(source.folder, order.folder, order.signal);
    if ((await readdir(order.folder)).length === 0)
      throw new SourceError('NOT_FOUND', `${source.folder} has no files in it`);
    return fetched;
  }

  /** A folder with a repository in it is asked like any other. */
  async function inspect({ remote, ...order }: Omit<ChangeOrder, 'url' | 'folder'> & { remote: string }) {
    const located = locate(remote);
    const folder = await mkdtemp(join(tmpdir(), 'codeyard-changes-'));
    try {
      return await inspectChange({ ...order, url: located.kind === 'git' ? located.url : located.folder, folder });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  return {
    locate,
    fetch,
    inspect,
    async visit({ url, ...call }: { url: string; insecureSsl: boolean; signal: AbortSignal }): Promise<void> {
      await resolveGitRevision(url, undefined, call);
    },
    /** A pipeline's way: by the name of the repository alone. */
    ofPipelines: {
      newest: async ({ remote, version, signal }: { remote: string; version: string; signal: AbortSignal }) => {
        const located = locate(remote);
        return located.kind === 'git' ? await resolveGitRevision(located.url, version, { signal }) : undefined;
      },
      isMapped: (remote: string) => locateSource(remote, parsed)?.kind !== undefined,
      fetch: ({ remote, ...order }: FetchOrder & { remote: string }) => fetch(locate(remote), { ...order, depth: 1 }),
    },
  };
}
