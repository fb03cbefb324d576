import type { IncomingMessage } from 'node:http';

/** A request without its body, taken apart but not interpreted. */
export interface HttpHead {
  readonly method: string;
  /** As sent, up to the question mark: what is signed. */
  readonly rawPath: string;
  /** As sent, after the question mark. */
  readonly rawQuery: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Undefined when the target is no path or holds percent signs that mean nothing. */
export function readHead(request: IncomingMessage): HttpHead | undefined {
  const target = pathOf(request.url ?? '');
  if (!target.startsWith('/')) return undefined;
  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const rawQuery = mark < 0 ? '' : target.slice(mark + 1);
  if (!isDecodable(rawPath)) return undefined;
  const query = parseQuery(rawQuery);
  if (!query) return undefined;
  // Only `set-cookie` would be a list, and no client sends it.
  return {
    method: request.method ?? 'GET',
    rawPath,
    rawQuery,
    query,
    headers: request.headers as Record<string, string>,
  };
}

/** Proxies are sent whole URLs. */
function pathOf(url: string): string {
  const authority = /^https?:\/\/[^/?]*/i.exec(url);
  return authority ? url.slice(authority[0].length) || '/' : url;
}

function isDecodable(text: string): boolean {
  if (!text.includes('%')) return true;
  return decode(text) !== undefined && !text.includes('%00');
}

function parseQuery(rawQuery: string): [string, string][] | undefined {
  if (rawQuery === '') return [];
  const pairs: [string, string][] = [];
  for (const part of rawQuery.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = decode(plusAsSpace(at < 0 ? part : part.slice(0, at)));
    const value = decode(plusAsSpace(at < 0 ? '' : part.slice(at + 1)));
    if (name === undefined || value === undefined) return undefined;
    pairs.push([name, value]);
  }
  return pairs;
}

const plusAsSpace = (text: string) => (text.includes('+') ? text.replaceAll('+', ' ') : text);

function decode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
