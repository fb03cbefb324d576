/**
 * How a build's log file becomes log events: one event per line, with its line feed. The file is the only truth: whoever
 * continues at a byte offset cuts the same events.
 */
export interface LogBatch {
  readonly messages: readonly string[];
  /** How many bytes of the file they stand for. */
  readonly bytes: number;
}

export interface LogCutting {
  /** Values that must not be torn in two by a cut, because only whole ones are recognised and masked. */
  readonly secrets: readonly Buffer[];
  readonly mask: (text: string) => string;
  /** Nothing follows `bytes`: a last line without a line feed is taken too. */
  readonly isEnd: boolean;
}

/** CloudWatch Logs: at most this many events and this many bytes, of which each event costs 26 more than its text. */
const MAX_EVENTS = 10_000;
const MAX_BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD_BYTES = 26;

/**
 * A longer line becomes several events. Decoding and masking make text at most three times as long, which keeps every
 * event below the 256 KiB that CloudWatch Logs takes in every region; in most it is 1 MiB by now.
 */
export const LONGEST_PIECE_BYTES = 65_536;

const LINE_FEED = 0x0a;

/** Cuts as many whole events from the front of `bytes` as fit into one request. */
export function takeLogBatch(bytes: Buffer, cutting: LogCutting): LogBatch {
  const messages: string[] = [];
  let taken = 0;
  let size = 0;
  while (messages.length < MAX_EVENTS) {
    const end = pieceEnd(bytes.subarray(taken), cutting);
    if (end === 0) break;
    const message = cutting.mask(bytes.subarray(taken, taken + end).toString('utf8'));
    size += Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
    if (size > MAX_BATCH_BYTES) break;
    messages.push(message);
    taken += end;
  }
  return { messages, bytes: taken };
}

/** Where the first event of `rest` ends; 0 when more bytes are needed to tell. */
function pieceEnd(rest: Buffer, { secrets, isEnd }: LogCutting): number {
  const lineEnd = rest.indexOf(LINE_FEED) + 1;
  if (lineEnd > 0 && lineEnd <= LONGEST_PIECE_BYTES) return lineEnd;
  if (rest.length <= LONGEST_PIECE_BYTES) return isEnd ? rest.length : 0;
  const longestSecret = secrets.reduce((longest, secret) => Math.max(longest, secret.length), 0);
  const isSettled = isEnd || lineEnd > 0 || rest.length >= LONGEST_PIECE_BYTES + longestSecret;
  return isSettled ? safeCut(rest, secrets) : 0;
}

/** The cut moves before a secret that it would tear, and off the middle of a character. */
function safeCut(rest: Buffer, secrets: readonly Buffer[]): number {
  let cut = characterStart(rest, LONGEST_PIECE_BYTES);
  for (let moved = true; moved; ) {
    moved = false;
    for (const secret of secrets) {
      const start = tornAt(rest, secret, cut);
      if (start === undefined) continue;
      if (start === 0) return secret.length;
      cut = start;
      moved = true;
    }
  }
  return cut;
}

function tornAt(rest: Buffer, secret: Buffer, cut: number): number | undefined {
  if (secret.length < 2) return undefined;
  const from = Math.max(0, cut - secret.length + 1);
  const start = rest.subarray(0, cut + secret.length - 1).indexOf(secret, from);
  return start >= 0 && start < cut ? start : undefined;
}

/** The nearest start of a UTF-8 character at or before `cut`; `cut` itself where the bytes are no UTF-8. */
function characterStart(rest: Buffer, cut: number): number {
  for (let start = cut; start > cut - 4; start -= 1) {
    if (((rest[start] ?? 0) & 0xc0) !== 0x80) return start;
  }
  return cut;
}
