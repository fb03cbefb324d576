/** One thing of a tree archive. `path` is relative with `/`; `size` counts bytes and is 0 for all but files. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'hard-link';
  readonly mode: number;
  readonly mtimeMs: number;
  readonly size: number;
  /** What a link points to, as it was written; of a hard link, the path of the earlier entry. */
  readonly target?: string;
}
