/**
 * What a terminal and its server say to each other over one connection, once it was upgraded to `TERMINAL_PROTOCOL`: frames of one
 * byte for the kind, four bytes (the highest first) for the length, and as many bytes.
 */
export const TERMINAL_PROTOCOL = 'codeyard-terminal';

/** Where a terminal is asked for; `id`, and with a terminal `columns`, `rows` and `term`, are in the query. */
export const TERMINAL_PATH = '/_codeyard/terminals';

/** In the answer where the shell has a terminal: what is typed goes to it as it is. Without one the shell reads lines. */
export const WINDOW_HEADER = 'codeyard-window';

const KINDS = ['input', 'input-end', 'resize', 'output', 'errors', 'notice', 'exit'] as const;

/**
 * From the client: `input` (bytes), `input-end` (none), `resize` (`<columns> <rows>` as text). From the server: `output` and
 * `errors` (bytes), `notice` (a line of ours, as text), `exit` (the exit status as text: nothing follows).
 */
export type FrameKind = (typeof KINDS)[number];

export interface Frame {
  readonly kind: FrameKind;
  readonly bytes: Uint8Array;
}

const HEAD_BYTES = 5;
/** Nobody sends longer frames: one that says so is none of ours. */
const MOST_BYTES = 1_048_576;

export function encodeFrame(kind: FrameKind, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEAD_BYTES + bytes.length);
  const view = new DataView(frame.buffer);
  view.setUint8(0, KINDS.indexOf(kind));
  view.setUint32(1, bytes.length);
  frame.set(bytes, HEAD_BYTES);
  return frame;
}

/** Takes bytes as they arrive and answers the frames that are whole. Throws a RangeError at what is no frame. */
export function frameReader(): (chunk: Uint8Array) => Frame[] {
  let rest = new Uint8Array(0);
  return (chunk) => {
    const joined = new Uint8Array(rest.length + chunk.length);
    joined.set(rest);
    joined.set(chunk, rest.length);
    rest = joined;
    const frames: Frame[] = [];
    for (;;) {
      const frame = firstFrame(rest);
      if (!frame) return frames;
      frames.push(frame);
      rest = rest.slice(HEAD_BYTES + frame.bytes.length);
    }
  };
}

function firstFrame(bytes: Uint8Array): Frame | undefined {
  if (bytes.length < HEAD_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const kind = KINDS[view.getUint8(0)];
  const length = view.getUint32(1);
  if (kind === undefined || length > MOST_BYTES) throw new RangeError('this is no frame of a terminal');
  if (bytes.length < HEAD_BYTES + length) return undefined;
  return { kind, bytes: bytes.slice(HEAD_BYTES, HEAD_BYTES + length) };
}
