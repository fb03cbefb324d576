import type { Readable } from 'node:stream';
import type { Terminal, WindowSize } from '@codeyard/compute/executors/executor';
import { piecesOf } from '@codeyard/engine/session-channel/session-payloads';
import type { Clock } from '../../platform/clock.ts';

export interface TerminalEnds {
  readonly clock: Clock;
  /** False while the client has enough to acknowledge. */
  readonly hasRoom: () => boolean;
  readonly say: (bytes: Uint8Array) => void;
  /** The shell does not read, or reads again: its client is held up meanwhile. */
  readonly hold: (isHeld: boolean) => void;
  /** The shell has ended, and what it said was heard as far as there was room. */
  readonly left: () => void;
}

/** A shell whose output goes out in small pieces, no faster than its client acknowledges them. */
export interface CarriedTerminal {
  type(bytes: Uint8Array): void;
  resize(size: WindowSize): void;
  /** There may be room again. */
  pump(): void;
  /** All that was heard of the shell was said. */
  readonly isDrained: boolean;
  readonly isHolding: boolean;
  close(): void;
}

/** As the agent's. */
const PIECE_BYTES = 1_024;
/** What a shell left in the background may hold its output open. */
const DRAIN_MS = 500;

export function carryTerminal(terminal: Terminal, ends: TerminalEnds): CarriedTerminal {
  /** At most what both outputs gave at once. */
  const unsaid: Uint8Array[] = [];
  let isHolding = false;
  const outputs = [terminal.output, terminal.errors];
  const pump = () => {
    while (unsaid.length > 0 && ends.hasRoom()) {
      const [piece] = unsaid.splice(0, 1);
      if (piece) ends.say(piece);
    }
    for (const output of outputs) {
      if (unsaid.length > 0) output.pause();
      else output.resume();
    }
  };
  const say = (bytes: Uint8Array) => {
    unsaid.push(...piecesOf(bytes, PIECE_BYTES));
    pump();
  };
  if (terminal.notice !== undefined) say(Buffer.from(`${terminal.notice}\r\n`));
  const said = Promise.all(outputs.map((output) => listen(output, say)));
  void terminal.exited.then(async () => {
    await Promise.race([said, new Promise<void>((resolve) => ends.clock.after(DRAIN_MS, resolve))]);
    ends.left();
  });
  return {
    type(bytes) {
      if (!terminal.input.writable || terminal.input.write(terminal.hasWindow ? bytes : asLines(bytes)) || isHolding)
        return;
      isHolding = true;
      ends.hold(true);
      const goOn = () => {
        isHolding = false;
        ends.hold(false);
      };
      terminal.input.once('drain', goOn);
    },
    resize: (size) => terminal.resize(size),
    pump,
    get isDrained() {
      return unsaid.length === 0;
    },
    get isHolding() {
      return isHolding;
    },
    close: () => terminal.close(),
  };
}

/** Resolves when nothing more can come. */
async function listen(output: Readable, say: (bytes: Uint8Array) => void): Promise<void> {
  output.on('data', say);
  await new Promise<void>((resolve) => {
    output.once('end', resolve).once('close', resolve).once('error', resolve);
  });
}

const RETURN = 13;
const NEWLINE = 10;

/** Clients send what the Enter key gives, which a terminal would make the end of a line. */
const asLines = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => (byte === RETURN ? NEWLINE : byte));
