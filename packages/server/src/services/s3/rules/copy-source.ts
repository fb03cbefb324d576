/** What `x-amz-copy-source` names. */
export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** `[/]bucket/key[?versionId=…]`, percent-encoded; undefined when it is not that. */
export function parseCopySource(header: string): CopySource | undefined {
  const [path = '', query] = splitVersion(header);
  const decoded = decode(path.startsWith('/') ? path.slice(1) : path);
  const slash = decoded?.indexOf('/') ?? -1;
  if (decoded === undefined || slash < 1 || slash === decoded.length - 1 || decoded.includes('\0')) return undefined;
  const source = { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) };
  return query === undefined ? source : { ...source, versionId: query };
}

function splitVersion(header: string): [string, string?] {
  const marker = '?versionId=';
  const at = header.lastIndexOf(marker);
  return at < 0 ? [header] : [header.slice(0, at), header.slice(at + marker.length)];
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
