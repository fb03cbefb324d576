import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { WireResponse } from './protocols/protocol.ts';

const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/** Writes an answer; a streamed one with back-pressure. Rejects when the source breaks; the connection is closed then. */
export async function sendResponse(response: ServerResponse, { status, headers, body }: WireResponse): Promise<void> {
  const isHead = response.req.method === 'HEAD';
  const sent = sendable(headers);
  if (body instanceof Readable) {
    response.writeHead(status, sent);
    if (isHead) {
      body.destroy();
      response.end();
      return;
    }
    await pipeline(body, response);
    return;
  }
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (!BODILESS.has(status) && !(isHead && sent['content-length'] !== undefined)) {
    sent['content-length'] = String(bytes.length);
  }
  response.writeHead(status, sent);
  response.end(isHead || BODILESS.has(status) ? undefined : bytes);
}

const UNSENDABLE = /[^\t -~\u00A0-\u00FF]/;

/** Headers go out byte by byte: text beyond Latin-1 as UTF-8, and no line breaks. */
function sendable(headers: Readonly<Record<string, string>>): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name] ?? '';
    sent[name] = UNSENDABLE.test(value) ? latin1Of(value) : value;
  }
  return sent;
}

function latin1Of(value: string): string {
  const isLatin1 = [...value].every((character) => character <= '\u00FF');
  const bytes = isLatin1 ? value : Buffer.from(value, 'utf8').toString('latin1');
  return bytes.replace(/\p{Cc}/gu, (control) => (control >= '\u0080' ? control : ' '));
}
