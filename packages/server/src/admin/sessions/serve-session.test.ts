import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import type { TerminalWindow, WindowSize } from '@codeyard/compute/executors/executor';
import { PAYLOAD } from '@codeyard/engine/session-channel/agent-message';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { randomIds } from '../../platform/ids.ts';
import { createLogger } from '../../platform/logger.ts';
import { SessionClient } from '../../testing/session-client.ts';
import { createSessions } from './create-sessions.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A shell that the test plays, behind a server whose time it moves. Every token that begins with `good` works. */
async function open({ hasWindow = true } = {}) {
  const clock = new FakeClock();
  const asked: TerminalWindow[] = [];
  const sizes: WindowSize[] = [];
  const closed: true[] = [];
  const ended: string[] = [];
  let exit = (_: number) => {};
  const exited = new Promise<number>((resolve) => {
    exit = resolve;
  });
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const sessions = createSessions({
    path: '/sessions/',
    register: {
      takeToken: async (_, token) => (token.startsWith('good') ? { target: 'a-target' } : undefined),
      keep: async () => true,
      end: async (id) => void ended.push(id),
    },
    openTerminal: async (_, window) => {
      asked.push(window);
      const close = () => void closed.push(true);
      return { input, output, errors, hasWindow, exited, close, resize: (size) => void sizes.push(size) };
    },
    ...{ clock, ids: randomIds, logger: createLogger('error') },
  });
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  server.on('upgrade', sessions.take);
  await once(server, 'listening');
  const streamUrl = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sessions/one`;
  const client = new SessionClient();
  const connect = (tokenValue = 'good') => client.connect({ streamUrl, tokenValue });
  /** Time passes in steps, between which things arrive. */
  async function pass(duration: number, step = duration) {
    for (let passed = 0; passed < duration; passed += step) {
      clock.advance(step);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  return {
    asked,
    client,
    clock,
    closed,
    connect,
    ended,
    errors,
    exit,
    input,
    output,
    pass,
    sessions,
    sizes,
    streamUrl,
  };
}

/** The same with a shell that is open. */
async function openShell(options?: { hasWindow: boolean }) {
  const session = await open(options);
  await session.connect();
  await expect.poll(() => session.client.nextSequence).toBe(1);
  session.client.resize(100, 50);
  await expect.poll(() => session.asked).toEqual([{ columns: 100, rows: 50, term: 'xterm-256color' }]);
  return session;
}

describe('a session', () => {
  it('in which nothing happens for 20 minutes is ended, whatever its client pings', async () => {
    const { client, closed, ended, input, output, pass } = await openShell();
    await pass(19 * MINUTE);
    output.write('a word');
    await client.says(/a word/);
    await pass(19 * MINUTE);
    client.type('another');
    expect(String(await once(input, 'data'))).toBe('another');
    await pass(19 * MINUTE);
    client.sendRaw({ kind: 'ping', bytes: Buffer.from('keepalive') });
    await expect.poll(() => client.pongs).toBe(1);
    expect(closed).toEqual([]);
    await pass(MINUTE);
    await client.untilClosed();
    expect(client.end).toBe('Your session timed out due to inactivity.');
    expect(closed.length).toBeGreaterThan(0);
    await expect.poll(() => ended).toEqual(['one']);
  });

  it('waits five minutes for a client whose connection broke', async () => {
    const { client, closed, connect, ended, output, pass } = await openShell();
    client.hangUp();
    await client.untilClosed();
    output.write('meanwhile');
    await pass(4 * MINUTE);
    await connect();
    await client.says(/meanwhile/);
    client.hangUp();
    await client.untilClosed();
    await pass(4 * MINUTE);
    expect(closed).toEqual([]);
    await pass(2 * MINUTE);
    await expect.poll(() => ended).toEqual(['one']);
    expect(closed.length).toBeGreaterThan(0);
  });

  it('ends when its client acknowledges nothing for five minutes, though it is there', async () => {
    const { client, output, pass } = await openShell();
    await pass(SECOND);
    client.isSilent = true;
    output.write('unheard');
    await pass(4 * MINUTE, 10 * SECOND);
    expect(client.isConnected).toBe(true);
    await pass(MINUTE + 20 * SECOND, 10 * SECOND);
    await client.untilClosed();
    expect(client.end).toBe('The client does not answer.');
  });

  it('without a size has a plain window', async () => {
    const { asked, client, connect, pass } = await open();
    await connect();
    await expect.poll(() => client.nextSequence).toBe(1);
    await expect.poll(() => client.acknowledged).toEqual([0]);
    await pass(SECOND);
    await expect.poll(() => asked).toEqual([{ columns: 80, rows: 24, term: 'xterm-256color' }]);
  });

  it('follows the size of its window, and passes over one that cannot be', async () => {
    const { client, sizes } = await openShell();
    client.send(PAYLOAD.size, JSON.stringify({ cols: 0, rows: 50 }));
    client.resize(90, 40);
    await expect.poll(() => sizes.at(-1)).toEqual({ columns: 90, rows: 40 });
    expect(sizes.every(({ columns }) => columns > 0)).toBe(true);
  });

  it('gives a shell that has no terminal whole lines', async () => {
    const { client, input } = await openShell({ hasWindow: false });
    client.type('ls\r');
    expect(String(await once(input, 'data'))).toBe('ls\n');
  });

  it('whose shell has ended tells it when its last words were heard', async () => {
    const { client, closed, exit, output, errors, pass } = await openShell();
    client.isSilent = true;
    output.end('last words');
    errors.end();
    exit(7);
    await pass(SECOND, 100);
    expect(client).toMatchObject({ shown: '', end: undefined });
    client.isSilent = false;
    await pass(2 * SECOND, 100);
    await client.untilClosed();
    expect(client).toMatchObject({ shown: 'last words', end: '' });
    expect(closed.length).toBeGreaterThan(0);
  });

  it('does not wait for what its shell left behind, nor forever for acknowledgements', async () => {
    const { client, exit, output, pass } = await openShell();
    client.isSilent = true;
    output.write('last words');
    exit(0);
    await pass(6 * SECOND, 500);
    await client.untilClosed();
    expect(client.end).toBe('');
  });

  it('ends when the handshake is not answered', async () => {
    const { client, connect, pass } = await open();
    client.isSilent = true;
    await connect();
    await expect.poll(() => client.arrived).toBe(1);
    await pass(16 * SECOND);
    await client.untilClosed();
    expect(client.end).toBe('The client did not answer the handshake.');
  });
});

describe('a connection', () => {
  it('that shows no token is closed after ten seconds', async () => {
    const { client, clock, streamUrl } = await open();
    await client.connect({ streamUrl, tokenValue: '', first: { kind: 'ping', bytes: Buffer.from('x') } });
    await expect.poll(() => client.pongs).toBe(1);
    clock.advance(11 * SECOND);
    await client.untilClosed();
    expect(client).toMatchObject({ closeCode: 1008, arrived: 0 });
  });

  it('beyond a hundred that have shown no token is turned away', async () => {
    const { streamUrl, connect } = await open();
    const first = { kind: 'ping', bytes: Buffer.from('x') } as const;
    const strangers = Array.from({ length: 100 }, () => new SessionClient());
    for (const stranger of strangers) await stranger.connect({ streamUrl, tokenValue: '', first });
    await expect(connect()).rejects.toThrow('the server answers 503');
    for (const stranger of strangers) stranger.hangUp();
    await expect
      .poll(() =>
        connect().then(
          () => 'taken',
          () => 'busy',
        ),
      )
      .toBe('taken');
  });

  it('is turned away when a hundred sessions are open', async () => {
    const { streamUrl, client } = await open();
    const clients = Array.from({ length: 100 }, () => new SessionClient());
    for (const [at, one] of clients.entries())
      await one.connect({ streamUrl: `${streamUrl}-${at}`, tokenValue: 'good' });
    await expect.poll(() => clients.every(({ arrived }) => arrived > 0), { timeout: 10_000 }).toBe(true);
    await client.connect({ streamUrl, tokenValue: 'good' });
    await client.untilClosed();
    expect(client.closeCode).toBe(1013);
    for (const one of clients) one.hangUp();
  });

  it('that is no WebSocket is refused', async () => {
    const { streamUrl } = await open();
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '8' };
    const sent = request(streamUrl.replace('ws:', 'http:'), { agent: false, headers }).end();
    const [response] = await once(sent, 'response');
    expect(response.statusCode).toBe(400);
  });
});
