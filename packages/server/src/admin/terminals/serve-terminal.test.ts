import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { encodeFrame, frameReader } from '@codeyard/engine/terminal-frames/terminal-frames';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { serveTerminal } from './serve-terminal.ts';

const MINUTE = 60_000;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function connectedSockets(): Promise<[Socket, Socket]> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as { port: number }).port, '127.0.0.1');
  const [served] = (await once(server, 'connection')) as [Socket];
  server.close();
  sockets.push(client, served);
  return [client, served];
}

/** A shell that the test plays, and its client. */
async function openSession() {
  const [client, served] = await connectedSockets();
  const clock = new FakeClock();
  const closed: true[] = [];
  let exit = (_: number) => {};
  const exited = new Promise<number>((resolve) => {
    exit = resolve;
  });
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const close = () => void closed.push(true);
  const session = serveTerminal({ input, output, errors, hasWindow: false, exited, resize() {}, close }, served, clock);
  const heard: string[] = [];
  const read = frameReader();
  client.on('data', (chunk: Buffer) => {
    for (const { kind, bytes } of read(chunk)) heard.push(`${kind} ${Buffer.from(bytes)}`.trim());
  });
  const tell = (text: string) => client.write(encodeFrame('input', Buffer.from(text)));
  return { client, clock, closed, exit, input, output, errors, session, heard, tell };
}

describe('a terminal', () => {
  it('in which nothing happens for 20 minutes is hung up', async () => {
    const { client, clock, closed, heard, output, tell, input, session } = await openSession();
    clock.advance(19 * MINUTE);
    output.write('a word');
    await expect.poll(() => heard).toEqual(['output a word']);
    clock.advance(19 * MINUTE);
    tell('another');
    expect(String(await once(input, 'data'))).toBe('another');
    clock.advance(19 * MINUTE);
    expect(closed).toEqual([]);
    clock.advance(MINUTE);
    await once(client, 'close');
    await session.ended;
    expect(heard).toEqual(['output a word', 'notice Nothing happened here for 20 minutes: the terminal is closed.']);
    expect(closed.length).toBeGreaterThan(0);
  });

  it('of a shell that has ended waits for its last words, but not for what it left behind', async () => {
    const { clock, exit, heard, output, session } = await openSession();
    exit(7);
    output.write('last words');
    await expect.poll(() => heard).toEqual(['output last words']);
    clock.advance(MINUTE);
    await session.ended;
    await expect.poll(() => heard).toEqual(['output last words', 'exit 7']);
  });

  it('ends when what comes is no frame', async () => {
    const { client, closed } = await openSession();
    client.write(Buffer.alloc(16, 0xff));
    await once(client, 'close');
    await expect.poll(() => closed).toEqual([true]);
  });
});
