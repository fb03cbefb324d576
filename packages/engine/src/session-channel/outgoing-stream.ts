/** Stream data on its way to the other end of a data channel: kept until it is acknowledged, and sent again until then. */
export interface OutgoingStream<Message> {
  /** Nothing may be added until something is acknowledged. */
  readonly isFull: boolean;
  readonly isEmpty: boolean;
  /** The number that the next message takes. */
  readonly nextSequence: number;
  /** `isForSession` is output: what a client leaves alone until it is ready for it. */
  add(message: Message, now: number, isForSession: boolean): void;
  acknowledge(sequence: number, now: number): void;
  /** What is to be sent again now, if anything. `lost`: for so long nothing was acknowledged that nobody is there. */
  due(now: number): Message | 'lost' | undefined;
  /** All that is to be sent again over a new connection. */
  resume(now: number): Message[];
}

interface Entry<Message> {
  readonly sequence: number;
  readonly message: Message;
  readonly isForSession: boolean;
  sentAt: number;
  /** Counts everything that was sent. */
  place: number;
  resends: number;
  /** It went out over an earlier connection, too, to a client that was known to take session data when it went out anew. */
  mayBeKnown: boolean;
}

/** With the agent's payloads of 1,024 bytes: what one session may hold back. */
const MOST_MESSAGES = 256;
/** The client's own first patience, and its longest. */
const FIRST_RESEND_MS = 200;
const LONGEST_RESEND_MS = 1_000;
/** As the client and the agent: 3,000 attempts at a tenth of a second. */
const PATIENCE_MS = 5 * 60_000;

/**
 * Acknowledgements are of single messages: session-manager-plugin also acknowledges what it only keeps for later, and drops what comes
 * before its shell is ready, without a word. So the oldest message is sent again, and again. But what the client has had it never acknowledges
 * twice: where a connection broke, nobody would ever hear of that message. Once the client has taken session data in its turn it takes
 * everything, and a connection keeps the order: what went out anew before something that is acknowledged has arrived, too.
 */
export function outgoingStream<Message>(): OutgoingStream<Message> {
  let entries: Entry<Message>[] = [];
  let sequence = 0;
  let places = 0;
  let isReady = false;
  let lastProgressAt = 0;

  const stamp = (entry: Entry<Message>, now: number) => {
    places += 1;
    entry.place = places;
    entry.sentAt = now;
  };
  return {
    get isFull() {
      return entries.length >= MOST_MESSAGES;
    },
    get isEmpty() {
      return entries.length === 0;
    },
    get nextSequence() {
      return sequence;
    },
    add(message, now, isForSession) {
      if (entries.length === 0) lastProgressAt = now;
      const entry = { sequence, message, isForSession, sentAt: now, place: 0, resends: 0, mayBeKnown: false };
      stamp(entry, now);
      entries.push(entry);
      sequence += 1;
    },
    acknowledge(acknowledged, now) {
      const found = entries.find((entry) => entry.sequence === acknowledged);
      if (!found) return;
      lastProgressAt = now;
      if (found === entries[0] && found.isForSession) isReady = true;
      const hasArrived = (entry: Entry<Message>) =>
        entry === found || (entry.sequence < acknowledged && entry.mayBeKnown && entry.place < found.place);
      entries = entries.filter((entry) => !hasArrived(entry));
    },
    due(now) {
      const [oldest] = entries;
      if (!oldest) return undefined;
      if (now - lastProgressAt >= PATIENCE_MS) return 'lost';
      if (now - oldest.sentAt < Math.min(FIRST_RESEND_MS * 2 ** oldest.resends, LONGEST_RESEND_MS)) return undefined;
      oldest.resends += 1;
      stamp(oldest, now);
      return oldest.message;
    },
    resume(now) {
      lastProgressAt = now;
      for (const entry of entries) {
        entry.resends = 0;
        entry.mayBeKnown = isReady;
        stamp(entry, now);
      }
      return entries.map(({ message }) => message);
    },
  };
}
