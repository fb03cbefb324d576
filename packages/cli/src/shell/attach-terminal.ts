import type { ReadStream, WriteStream } from 'node:tty';
import type { Screen } from '../terminal/screen.ts';
import type { RemoteTerminal, Window } from './connect-terminal.ts';

/** The shell went away without a status of its own: the server or the build ended. */
const HUNG_UP = 129;

/** The window of this command's own terminal, if it has one on both sides. */
export function windowOf(stdin: ReadStream, stdout: WriteStream, term: string): Window | undefined {
  if (!stdin.isTTY || !stdout.isTTY) return undefined;
  return { columns: stdout.columns || 80, rows: stdout.rows || 24, term };
}

/** Joins this command's terminal, or its pipes, to a shell until that ends; resolves with its exit status. */
export async function attachTerminal(terminal: RemoteTerminal, screen: Screen): Promise<number> {
  const isRaw = terminal.hasWindow;
  const { stdin, stdout, stderr } = process;
  let status = HUNG_UP;
  let isExplained = false;
  const say = (line: string) => void stderr.write(isRaw ? `\r\n${screen.paint('dim', line)}\r\n` : `${line}\n`);
  const onInput = (bytes: Buffer) => {
    // The server takes frames of a mebibyte at most.
    let isTaken = true;
    for (let at = 0; at < bytes.length; at += FRAME_BYTES)
      isTaken = terminal.send('input', bytes.subarray(at, at + FRAME_BYTES));
    if (isTaken) return;
    stdin.pause();
    terminal.onDrain(() => stdin.resume());
  };
  const print = (stream: WriteStream, bytes: Uint8Array) => {
    if (stream.write(bytes)) return;
    terminal.pause();
    stream.once('drain', terminal.resume);
  };
  const onInputEnd = () => void terminal.send('input-end');
  const onResize = () => void terminal.send('resize', Buffer.from(`${stdout.columns} ${stdout.rows}`));
  let isClosed = false;
  const onSignal = () => {
    isClosed = true;
    terminal.close();
  };
  if (isRaw) {
    stdin.setRawMode(true);
    stdout.on('resize', onResize);
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);
  // Whoever reads may have enough: `codeyard shell … | head`.
  stdout.on('error', onSignal);
  stdin.on('data', onInput).once('end', onInputEnd);
  try {
    await terminal.listen((kind, bytes) => {
      if (kind === 'output') print(stdout, bytes);
      if (kind === 'errors') print(stderr, bytes);
      if (kind === 'exit') status = Number(Buffer.from(bytes).toString());
      if (kind === 'notice') say(Buffer.from(bytes).toString());
      isExplained = kind === 'exit' || kind === 'notice';
    });
    if (!isExplained && !isClosed) say('The connection broke: the terminal is closed.');
    return status;
  } finally {
    if (isRaw) stdin.setRawMode(false);
    stdout.off('resize', onResize);
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('SIGHUP', onSignal);
    stdin.off('data', onInput).off('end', onInputEnd).pause();
  }
}

const FRAME_BYTES = 65_536;
