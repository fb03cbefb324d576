import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpServer, takeUpgrades, type UpgradeTaker } from './http-server.ts';

let server: Server;
const taken: (string | undefined)[] = [];

beforeEach(async () => {
  server = createHttpServer((request: IncomingMessage, response) => {
    void text(request).then((body) => response.end(`${request.method} ${request.headers['x-word']} ${body}`));
  });
  const take: UpgradeTaker['take'] = (request, socket, head) => {
    taken.push(request.url);
    socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${head}`);
  };
  takeUpgrades(server, [
    { protocol: 'ours', take },
    { protocol: 'partly', accepts: ({ url }) => url === '/here', take },
  ]);
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  taken.length = 0;
  server.closeAllConnections();
  server.close();
});

async function talk(...parts: string[]): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const heard = text(socket);
  for (const part of parts) {
    socket.write(part);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  socket.end();
  return await heard;
}

const offer = (protocol: string, body: string, more = '') =>
  [
    'POST /where HTTP/1.1',
    'Host: here',
    'Connection: Upgrade, HTTP2-Settings',
    `Upgrade: ${protocol}`,
    'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
    'X-Word: w\u00f6rd',
    `Content-Length: ${body.length}`,
    `${more}\r\n`,
  ].join('\r\n');

describe('a server that takes upgrades to a protocol of ours', () => {
  it('hands those over', async () => {
    expect(await talk(`${offer('ours', '')}rest`)).toMatch(/^HTTP\/1\.1 101 .*\r\n\r\nrest$/s);
    expect(taken).toEqual(['/where']);
    await talk(offer('OURS', ''));
    expect(taken).toEqual(['/where', '/where']);
  });

  it('leaves to others what a taker does not accept', async () => {
    expect(await talk(offer('partly', ''))).toMatch(/200 OK/);
    expect(await talk(offer('partly', '').replace('/where', '/here'))).toMatch(/101 Switching/);
    expect(taken).toEqual(['/here']);
  });

  it('serves requests that offer another protocol, with their bodies, and more on the same connection', async () => {
    const body = 'one, two';
    const answers = await talk(
      `${offer('h2c', body)}one,`,
      ' two',
      `${offer('h2c', body)}${body}`,
      offer('websocket', ''),
    );
    expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
    expect(answers.match(/\r\nPOST w\S+rd one, two/g)).toHaveLength(2);
    expect(taken).toEqual([]);
  });
});
