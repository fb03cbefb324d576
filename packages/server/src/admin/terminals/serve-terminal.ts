import type { Duplex, Readable } from 'node:stream';
import type { Terminal } from '@codeyard/compute/executors/executor';
import { encodeFrame, type Frame, type FrameKind, frameReader } from '@codeyard/engine/terminal-frames/terminal-frames';
import type { Clock } from '../../platform/clock.ts';

/** A terminal in which nothing is typed or said for so long is hung up, as Session Manager does by default. */
const MOST_IDLE_MS = 20 * 60_000;
/** How long what a shell said last may take to arrive once it has ended: what it left in the background may hold its output. */
const DRAIN_MS = 500;

/** A client and its shell, until either goes away. */
export interface TerminalSession {
  readonly ended: Promise<void>;
  /** The server ends: says so and hangs up. */
  close(): void;
}

/** Carries what is typed and said between a client's connection and a shell. */
export function serveTerminal(terminal: Terminal, socket: Duplex, clock: Clock): TerminalSession {
  const send = (kind: FrameKind, bytes: Uint8Array) => !socket.writable || socket.write(encodeFrame(kind, bytes));
  const end = (reason?: string) => {
    if (reason !== undefined) send('notice', Buffer.from(reason));
    terminal.close();
    // Not even a client that does not answer keeps the connection.
    socket.end(() => socket.destroy());
  };
  let stopIdling = () => {};
  const touch = () => {
    stopIdling();
    stopIdling = clock.after(MOST_IDLE_MS, () => end('Nothing happened here for 20 minutes: the terminal is closed.'));
  };
  touch();
  if (terminal.notice) send('notice', Buffer.from(terminal.notice));
  const said = Promise.all([carry(terminal.output, 'output'), carry(terminal.errors, 'errors')]);

  /** A slow client holds the shell up, not the server's memory. */
  async function carry(stream: Readable, kind: FrameKind): Promise<void> {
    stream.on('data', (chunk: Buffer) => {
      touch();
      if (send(kind, chunk)) return;
      stream.pause();
      socket.once('drain', () => stream.resume());
    });
    await new Promise<void>((resolve) => {
      stream.once('end', resolve).once('close', resolve).once('error', resolve);
    });
  }

  receiveFrames(socket, (frame) => {
    touch();
    if (take(terminal, frame)) return;
    // A shell that does not read holds its client up.
    socket.pause();
    terminal.input.once('drain', () => socket.resume());
  });
  let hasExited = false;
  const gone = new Promise<void>((resolve) => {
    socket.once('close', resolve);
  }).then(() => hasExited || terminal.close());
  const exited = terminal.exited.then(async (status) => {
    hasExited = true;
    await Promise.race([said, new Promise<void>((resolve) => clock.after(DRAIN_MS, resolve))]);
    send('exit', Buffer.from(String(status)));
    socket.end();
  });
  return {
    ended: Promise.race([gone, exited]).then(() => stopIdling()),
    close: () => end('The server ends: the terminal is closed.'),
  };
}

/** What is no frame ends the connection. */
function receiveFrames(socket: Duplex, receive: (frame: Frame) => void): void {
  const read = frameReader();
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const frame of read(chunk)) receive(frame);
    } catch {
      socket.destroy();
    }
  });
  socket.once('end', () => socket.end());
}

/** False when the shell is to read first. */
function take(terminal: Terminal, { kind, bytes }: Frame): boolean {
  if (kind === 'input') return !terminal.input.writable || terminal.input.write(bytes);
  if (kind === 'input-end') terminal.input.end();
  if (kind === 'resize') {
    const [columns = 0, rows = 0] = Buffer.from(bytes).toString().split(' ').map(Number);
    const isSize = (count: number) => Number.isInteger(count) && count > 0 && count < 10_000;
    if (isSize(columns) && isSize(rows)) terminal.resize({ columns, rows });
  }
  return true;
}
