import { createHash } from 'node:crypto';
import type { Terminal, TerminalWindow, WindowSize } from '@codeyard/compute/executors/executor';
import {
  type AgentMessage,
  type AgentMessageType,
  decodeAgentMessage,
  encodeAgentMessage,
  PAYLOAD,
  TERMINATE_FLAG,
} from '@codeyard/engine/session-channel/agent-message';
import { incomingStream } from '@codeyard/engine/session-channel/incoming-stream';
import { outgoingStream } from '@codeyard/engine/session-channel/outgoing-stream';
import {
  acknowledgement,
  channelClosed,
  handshakeComplete,
  handshakeProblem,
  handshakeRequest,
  readAcknowledgement,
  readSize,
} from '@codeyard/engine/session-channel/session-payloads';
import type { Clock } from '../../platform/clock.ts';
import type { Ids } from '../../platform/ids.ts';
import { type CarriedTerminal, carryTerminal } from './carry-terminal.ts';
import type { WebSocketConnection } from './web-socket.ts';

export interface SessionParts {
  readonly id: string;
  readonly target: string;
  readonly openTerminal: (window: TerminalWindow) => Promise<Terminal>;
  /** What the user is told when the shell could not be opened. */
  readonly explain: (error: unknown) => string;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A session: a shell and its client, who may come back over another connection. */
export interface ServedSession {
  /** A client that may. One that was there is sent away. */
  attach(connection: WebSocketConnection): void;
  readonly isConnected: boolean;
  /** Ends it and tells the client why. */
  end(reason: string): void;
  readonly ended: Promise<void>;
}

/** A session in which nothing is typed or said for so long is ended, as Session Manager does by default. */
const MOST_IDLE_MS = 20 * 60_000;
/** How long a client whose connection broke may take to come back. */
const RESUME_MS = 5 * 60_000;
const HANDSHAKE_MS = 15_000;
/** The plugin says its size right after the handshake. */
const SIZE_MS = 1_000;
const LOOK_EVERY_MS = 100;
/** How long what was said last may take to be acknowledged once the shell has ended. */
const FAREWELL_MS = 5_000;
const PLAIN_WINDOW: TerminalWindow = { columns: 80, rows: 24, term: 'xterm-256color' };
/** Clients that look for what an agent can do find a recent one. */
const AGENT_VERSION = '3.3.0.0';

/** Speaks the agent's side of a data channel for as long as the session lasts. */
export function serveSession(parts: SessionParts): ServedSession {
  const { clock, ids } = parts;
  const startedAt = clock.now();
  const incoming = incomingStream<AgentMessage>();
  const outgoing = outgoingStream<Uint8Array>();
  let connection: WebSocketConnection | undefined;
  let state: 'handshake' | 'size' | 'shell' | 'farewell' | 'ended' = 'handshake';
  let shell: CarriedTerminal | undefined;
  /** What came while the shell was being opened. */
  let early: Uint8Array[] = [];
  let lastSize: WindowSize | undefined;
  let finish = () => {};
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const timers = new Map<string, () => void>();
  const isOver = () => state === 'ended';

  /** One timer of each name runs; a new one takes its place. */
  function after(name: string, delayMs: number, action: () => void): void {
    timers.get(name)?.();
    timers.delete(name);
    if (!isOver()) timers.set(name, clock.after(delayMs, action));
  }
  const stop = (name: string) => timers.get(name)?.();
  const touch = () => after('idle', MOST_IDLE_MS, () => end('Your session timed out due to inactivity.'));

  function encode(type: AgentMessageType, payload: Uint8Array | string, stream?: { sequence: number; type: number }) {
    const { sequence = 0, type: payloadType = 0 } = stream ?? {};
    const flags = stream ? Number(sequence === 0) : ALONE;
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    const message = { type, sequence, flags, createdAt: clock.now(), id: ids.uuid(), payloadType, payload: bytes };
    return encodeAgentMessage(message, sha256);
  }

  function send(payloadType: number, payload: Uint8Array | string): void {
    const { nextSequence: sequence } = outgoing;
    const bytes = encode('output_stream_data', payload, { sequence, type: payloadType });
    outgoing.add(bytes, clock.now(), payloadType === PAYLOAD.output);
    connection?.send(bytes);
  }

  function look(): void {
    after('look', LOOK_EVERY_MS, look);
    sendAgain();
  }

  /** Sends again what was not acknowledged, for as long as somebody is there to hear it. */
  function sendAgain(): void {
    if (!connection || connection.isBehind) return;
    const due = outgoing.due(clock.now());
    if (due === 'lost') end('The client does not answer.');
    else if (due) connection.send(due);
  }

  function receive(bytes: Uint8Array): void {
    if (isOver()) return;
    let message: AgentMessage;
    try {
      message = decodeAgentMessage(bytes, sha256);
    } catch (error) {
      return connection?.close(1002, (error as Error).message);
    }
    if (message.type === 'acknowledge') return hear(message);
    if (message.type !== 'input_stream_data') return;
    const { isAcknowledged, inOrder } = incoming.take(message);
    if (isAcknowledged) connection?.send(encode('acknowledge', acknowledgement(message)));
    for (const one of inOrder) use(one);
  }

  function hear({ payload }: AgentMessage): void {
    const sequence = readAcknowledgement(Buffer.from(payload).toString());
    if (sequence === undefined) return;
    outgoing.acknowledge(sequence, clock.now());
    // What a client has dropped comes again as fast as it takes it.
    sendAgain();
    shell?.pump();
    if (state === 'farewell' && shell?.isDrained && outgoing.isEmpty) end('');
  }

  function use({ payloadType, payload }: AgentMessage): void {
    const text = () => Buffer.from(payload).toString();
    if (payloadType === PAYLOAD.handshakeResponse && state === 'handshake') answerHandshake(text());
    if (payloadType === PAYLOAD.size) resize(readSize(text()));
    if (payloadType === PAYLOAD.output) type(payload);
    if (payloadType === PAYLOAD.flag && payload.length === 4 && Buffer.from(payload).readUInt32BE() === TERMINATE_FLAG)
      end('');
  }

  function answerHandshake(response: string): void {
    const problem = handshakeProblem(response);
    if (problem !== undefined) return end(problem);
    stop('handshake');
    state = 'size';
    send(PAYLOAD.handshakeComplete, handshakeComplete(clock.now() - startedAt, ''));
    after('size', SIZE_MS, () => openShell(PLAIN_WINDOW));
  }

  function resize(size: ReturnType<typeof readSize>): void {
    if (!size) return;
    lastSize = size;
    if (state === 'size') openShell({ ...size, term: PLAIN_WINDOW.term });
    else shell?.resize(size);
  }

  function type(bytes: Uint8Array): void {
    touch();
    if (state === 'size') openShell(PLAIN_WINDOW);
    if (shell) shell.type(bytes);
    else if (state === 'shell') early.push(bytes);
  }

  /** The client is held up meanwhile. */
  function openShell(window: TerminalWindow): void {
    if (state !== 'size') return;
    state = 'shell';
    stop('size');
    connection?.pause();
    parts
      .openTerminal(window)
      .then((terminal) => {
        if (isOver()) return terminal.close();
        shell = carryTerminal(terminal, {
          clock,
          hasRoom: () => !outgoing.isFull,
          say(bytes) {
            touch();
            send(PAYLOAD.output, bytes);
          },
          hold: (isHeld) => (isHeld ? connection?.pause() : connection?.resume()),
          left: sayFarewell,
        });
        if (lastSize) shell.resize(lastSize);
        for (const bytes of early.splice(0)) shell.type(bytes);
        if (!shell.isHolding) connection?.resume();
      })
      .catch((error: unknown) => end(parts.explain(error)));
  }

  /** The shell has ended. What it said last is to arrive before the end is told. */
  function sayFarewell(): void {
    if (isOver()) return;
    state = 'farewell';
    if (shell?.isDrained && outgoing.isEmpty) return end('');
    after('farewell', FAREWELL_MS, () => end(''));
  }

  function end(reason: string): void {
    if (isOver()) return;
    state = 'ended';
    for (const cancel of timers.values()) cancel();
    early = [];
    shell?.close();
    const id = ids.uuid();
    const { id: session, target } = parts;
    connection?.send(encode('channel_closed', channelClosed({ id, createdAt: clock.now(), session, target, reason })));
    connection?.close(1000, '');
    finish();
  }

  touch();
  after('handshake', HANDSHAKE_MS, () => end('The client did not answer the handshake.'));
  after('look', LOOK_EVERY_MS, look);
  return {
    attach(next) {
      if (isOver()) return next.close(1000, '');
      connection?.close(1000, 'The session goes on over another connection.');
      connection = next;
      stop('resume');
      if (outgoing.nextSequence === 0) send(PAYLOAD.handshakeRequest, handshakeRequest(AGENT_VERSION));
      else {
        const again = outgoing.resume(clock.now());
        for (const bytes of again) next.send(bytes);
        // Its acknowledgement tells what of them the client had already.
        if (again.length > 0 && state !== 'handshake') send(PAYLOAD.output, new Uint8Array(0));
      }
      void next.closed.then(() => {
        if (connection !== next) return;
        connection = undefined;
        after('resume', RESUME_MS, () => end(''));
      });
      next.receive(({ kind, bytes }) => {
        if (connection === next && kind === 'binary') receive(bytes);
      });
      if (state === 'shell' && shell?.isHolding !== false) next.pause();
      else next.resume();
    },
    get isConnected() {
      return connection !== undefined;
    },
    end,
    ended,
  };
}

/** The flags of a message that belongs to no stream. */
const ALONE = 3;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
