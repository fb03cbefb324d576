import { timingSafeEqual } from 'node:crypto';
import type { Vault } from './vault.ts';

/** Pages that `admin/pages` serves; each is opened by a key of its own, which is made for its path. */
const PAGES = /^\/_codeyard\/(?:executions|state-machines)\/[^/]+$/;

export const pagePath = (kind: 'executions' | 'state-machines', arn: string): string => `/_codeyard/${kind}/${arn}`;

type Signer = Pick<Vault, 'sign'>;

const keyOf = (vault: Signer, path: string): string => vault.sign('page', path);

/** Whether the key is that of the page at this path, which is decoded. */
export function opensPage(vault: Signer, path: string, key: string): boolean {
  const [right, given] = [Buffer.from(keyOf(vault, path)), Buffer.from(key)];
  return right.length === given.length && timingSafeEqual(right, given);
}

/** The address of a page with its key: path and query. */
export const pageLink = (vault: Signer, path: string): string => `${encodePath(path)}?key=${keyOf(vault, path)}`;

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':');

/**
 * A link as it is shown: one to a page of this server gets the page's key, so that whoever may see the link may open it. Any other is left
 * as it is, and never learns a key.
 */
export function withPageKey({ vault, endpoint }: { vault: Signer; endpoint: () => string }, link: string): string {
  const [url, own] = [readUrl(link), readUrl(endpoint())];
  if (!url || !own || !isSameServer(url, own) || url.username || url.password) return link;
  const path = decodePath(url.pathname);
  if (path === undefined || !PAGES.test(path)) return link;
  url.searchParams.set('key', keyOf(vault, path));
  return url.href;
}

/** Undefined when it is none. */
export function readUrl(text: string, origin?: string): URL | undefined {
  return URL.canParse(text, origin) ? new URL(text, origin) : undefined;
}

/** Undefined when it is not encoded as it should be. */
export function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** This machine goes by several names. */
function isSameServer(one: URL, other: URL): boolean {
  if (one.origin === other.origin) return true;
  const areBothHere = LOOPBACK.includes(one.hostname) && LOOPBACK.includes(other.hostname);
  return areBothHere && one.protocol === other.protocol && one.port === other.port;
}
