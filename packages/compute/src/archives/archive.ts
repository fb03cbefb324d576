/** One thing to put into a ZIP. Paths inside the archive use `/` and are relative. */
export interface ArchiveEntry {
  readonly path: string;
  /** Absolute path of the file on this machine. */
  readonly file: string;
  /** Keep a symbolic link as a link instead of what it points to. */
  readonly asLink?: boolean;
}

/** What was written: hex digests of the whole archive, its size in bytes, how many entries. */
export interface WrittenArchive {
  readonly size: number;
  readonly md5: string;
  readonly sha256: string;
  readonly entries: number;
}

/** How much an archive may unfold to before it is refused. */
export interface ExtractLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}
