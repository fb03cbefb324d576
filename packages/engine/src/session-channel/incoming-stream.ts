/** Stream data of the other end of a data channel, put in its order. */
export interface IncomingStream<Message extends StreamData> {
  /** What may be used now, in order. A message that is not acknowledged is sent again. */
  take(message: Message): { readonly isAcknowledged: boolean; readonly inOrder: readonly Message[] };
}

interface StreamData {
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** What came too early is kept up to these; the rest comes again. */
const MOST_WAITING = 256;
const MOST_WAITING_BYTES = 262_144;

/** What was had already is acknowledged again: its sender has not heard of it. */
export function incomingStream<Message extends StreamData>(): IncomingStream<Message> {
  const waiting = new Map<number, Message>();
  let waitingBytes = 0;
  let expected = 0;
  return {
    take(message) {
      const { sequence, payload } = message;
      if (sequence < expected || waiting.has(sequence)) return { isAcknowledged: true, inOrder: [] };
      if (sequence > expected) {
        const hasRoom = waiting.size < MOST_WAITING && waitingBytes + payload.length <= MOST_WAITING_BYTES;
        if (!hasRoom) return { isAcknowledged: false, inOrder: [] };
        waiting.set(sequence, message);
        waitingBytes += payload.length;
        return { isAcknowledged: true, inOrder: [] };
      }
      const inOrder = [message];
      expected += 1;
      for (let next = waiting.get(expected); next; next = waiting.get(expected)) {
        waiting.delete(expected);
        waitingBytes -= next.payload.length;
        inOrder.push(next);
        expected += 1;
      }
      return { isAcknowledged: true, inOrder };
    },
  };
}
