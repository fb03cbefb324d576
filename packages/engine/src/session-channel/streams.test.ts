import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incomingStream } from './incoming-stream.ts';
import { outgoingStream } from './outgoing-stream.ts';

describe('what goes out', () => {
  const withMessages = (...messages: string[]) => {
    const stream = outgoingStream<string>();
    for (const message of messages) stream.add(message, 0, true);
    return stream;
  };

  it('is sent again until it is acknowledged, the oldest first, later and later', () => {
    const stream = withMessages('a', 'b');
    expect(stream.due(199)).toBeUndefined();
    expect(stream.due(200)).toBe('a');
    expect(stream.due(599)).toBeUndefined();
    expect(stream.due(600)).toBe('a');
    stream.acknowledge(0, 700);
    expect(stream.due(700)).toBe('b');
    stream.acknowledge(1, 800);
    expect(stream.due(100_000)).toBeUndefined();
    expect(stream.isEmpty).toBe(true);
  });

  it('is lost when nobody acknowledges anything for five minutes', () => {
    const stream = withMessages('a', 'b');
    stream.acknowledge(1, 299_000);
    expect(stream.due(300_000)).toBe('a');
    expect(stream.due(598_999)).toBe('a');
    expect(stream.due(599_000)).toBe('lost');
  });

  it('is not more than a window', () => {
    const stream = outgoingStream<number>();
    let added = 0;
    for (; !stream.isFull; added += 1) stream.add(added, 0, true);
    expect(added).toBe(256);
    stream.acknowledge(5, 0);
    expect(stream.isFull).toBe(false);
    expect(stream.nextSequence).toBe(256);
  });

  it('stays until it is acknowledged itself while its client may not be ready', () => {
    const stream = withMessages('dropped', 'dropped too', 'kept for later');
    stream.acknowledge(2, 10);
    expect(stream.due(200)).toBe('dropped');
    stream.add('later', 210, true);
    stream.acknowledge(0, 220);
    stream.acknowledge(3, 230);
    expect(stream.due(600)).toBe('dropped too');
    stream.acknowledge(1, 610);
    expect(stream.isEmpty).toBe(true);
  });

  it('goes out anew over a new connection, and has arrived when what followed it is acknowledged', () => {
    const stream = withMessages('a', 'b', 'c');
    stream.acknowledge(0, 1);
    expect(stream.resume(1_000_000)).toEqual(['b', 'c']);
    stream.add('', 1_000_000, true);
    // The client had b and c already, and says nothing of them.
    stream.acknowledge(3, 1_000_100);
    expect(stream.isEmpty).toBe(true);
  });
});

/** session-manager-plugin as far as it matters here: it drops, keeps for later, and never acknowledges twice. */
function client(readyAfter: number) {
  const later = new Map<number, number>();
  const shown: number[] = [];
  let seen = 0;
  return {
    shown,
    take(sequence: number): boolean {
      seen += 1;
      if (sequence < shown.length || later.has(sequence)) return false;
      if (sequence > shown.length) {
        later.set(sequence, sequence);
        return true;
      }
      if (seen <= readyAfter) return false;
      shown.push(sequence);
      while (later.delete(shown.length)) shown.push(shown.length);
      return true;
    },
  };
}

it('a client that drops, keeps and forgets, over connections that break, is shown everything once and in order', () => {
  const steps = fc.array(fc.constantFrom('say', 'arrive', 'hear', 'wait', 'break'), { maxLength: 200 });
  fc.assert(
    fc.property(steps, fc.nat({ max: 20 }), (script, readyAfter) => {
      const stream = outgoingStream<number>();
      const peer = client(readyAfter);
      let [now, onTheWay, answers]: [number, number[], number[]] = [0, [], []];
      const say = () => {
        onTheWay.push(stream.nextSequence);
        stream.add(stream.nextSequence, now, true);
      };
      const arrive = () => {
        const sequence = onTheWay.shift();
        if (sequence !== undefined && peer.take(sequence)) answers.push(sequence);
      };
      const hear = () => {
        const sequence = answers.shift();
        if (sequence !== undefined) stream.acknowledge(sequence, now);
      };
      const wait = () => {
        now += 1_000;
        const again = stream.due(now);
        if (typeof again === 'number') onTheWay.push(again);
      };
      const reconnect = () => {
        [onTheWay, answers] = [stream.resume(now), []];
        if (onTheWay.length > 0) say();
      };
      for (const step of script) ({ say, arrive, hear, wait, break: reconnect })[step]();
      for (let round = 0; round < 600 && !stream.isEmpty; round += 1) {
        wait();
        while (onTheWay.length > 0) arrive();
        while (answers.length > 0) hear();
      }
      expect(peer.shown).toEqual(Array.from({ length: stream.nextSequence }, (_, sequence) => sequence));
    }),
    { numRuns: 300 },
  );
});

describe('what comes in', () => {
  const piece = (sequence: number, length = 1) => ({ sequence, payload: new Uint8Array(length) });

  it('is put in order, once, however it arrives', () => {
    const arrivals = fc.array(fc.nat({ max: 30 }), { maxLength: 200 });
    fc.assert(
      fc.property(arrivals, (order) => {
        const stream = incomingStream();
        const used: number[] = [];
        const acknowledged = new Set<number>();
        for (const sequence of order) {
          const taken = stream.take(piece(sequence));
          if (taken.isAcknowledged) acknowledged.add(sequence);
          used.push(...taken.inOrder.map((message) => message.sequence));
        }
        const missing = Array.from({ length: 31 }, (_, sequence) => sequence).find((number) => !order.includes(number));
        expect(used).toEqual(Array.from({ length: missing ?? 31 }, (_, sequence) => sequence));
        expect([...acknowledged].sort()).toEqual([...new Set(order)].sort());
      }),
    );
  });

  it('is kept for later in bounds only: the rest is not acknowledged', () => {
    const many = incomingStream();
    const kept = Array.from({ length: 1_000 }, (_, at) => many.take(piece(at + 1))).filter((one) => one.isAcknowledged);
    expect(kept).toHaveLength(256);
    const large = incomingStream();
    const held = Array.from({ length: 100 }, (_, at) => large.take(piece(at + 1, 60_000)));
    expect(held.filter((one) => one.isAcknowledged)).toHaveLength(4);
    expect(large.take(piece(0)).inOrder).toHaveLength(5);
    expect(large.take(piece(5, 60_000))).toMatchObject({ isAcknowledged: true });
  });

  it('is acknowledged again when it comes again', () => {
    const stream = incomingStream();
    stream.take(piece(0));
    expect(stream.take(piece(0))).toEqual({ isAcknowledged: true, inOrder: [] });
  });
});
