/** The JSON texts in messages of a data channel. Source: aws/session-manager-plugin and aws/amazon-ssm-agent, `agent/session/contracts`. */

/** Undefined when it is no object of JSON. */
function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The token in what a client says first; undefined when it is something else. */
export function readOpenDataChannel(text: string): string | undefined {
  const token = objectIn(text)?.TokenValue;
  return typeof token === 'string' && token !== '' ? token : undefined;
}

/** Asks the client to be a terminal. */
export const handshakeRequest = (agentVersion: string): string =>
  JSON.stringify({
    AgentVersion: agentVersion,
    RequestedClientActions: [
      { ActionType: 'SessionType', ActionParameters: { SessionType: 'Standard_Stream', Properties: null } },
    ],
  });

const SUCCEEDED = 1;

/** Why the client cannot be a terminal; undefined when it can. */
export function handshakeProblem(response: string): string | undefined {
  const answer = objectIn(response);
  const actions: unknown[] = Array.isArray(answer?.ProcessedClientActions) ? answer.ProcessedClientActions : [];
  const action = actions.find((candidate) => (candidate as { ActionType?: unknown })?.ActionType === 'SessionType');
  if (!action) return 'The client does not know this kind of session.';
  const { ActionStatus, Error: problem } = action as { ActionStatus?: unknown; Error?: unknown };
  if (ActionStatus === SUCCEEDED) return undefined;
  return typeof problem === 'string' && problem !== '' ? problem : 'The client refuses this kind of session.';
}

/** `message` is shown to the user before the shell; the time is in nanoseconds. */
export const handshakeComplete = (elapsedMs: number, message: string): string =>
  JSON.stringify({ HandshakeTimeToComplete: elapsedMs * 1_000_000, CustomerMessage: message });

export interface ChannelSize {
  readonly columns: number;
  readonly rows: number;
}

const MOST_CELLS = 9_999;

/** Undefined for a window that cannot be. */
export function readSize(payload: string): ChannelSize | undefined {
  const { cols, rows } = objectIn(payload) ?? {};
  return isCount(cols) && isCount(rows) ? { columns: cols, rows } : undefined;
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= MOST_CELLS;

export const acknowledgement = (message: { type: string; id: string; sequence: number }): string =>
  JSON.stringify({
    AcknowledgedMessageType: message.type,
    AcknowledgedMessageId: message.id,
    AcknowledgedMessageSequenceNumber: message.sequence,
    IsSequentialMessage: true,
  });

/** The number of the message that is acknowledged; undefined when none is. */
export function readAcknowledgement(payload: string): number | undefined {
  const { AcknowledgedMessageSequenceNumber: sequence } = objectIn(payload) ?? {};
  return typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence >= 0 ? sequence : undefined;
}

/** The end of a session; `reason` is shown to the user. */
export const channelClosed = (end: {
  id: string;
  createdAt: number;
  session: string;
  target: string;
  reason: string;
}): string =>
  JSON.stringify({
    MessageId: end.id,
    CreatedDate: String(end.createdAt),
    DestinationId: end.target,
    SessionId: end.session,
    MessageType: 'channel_closed',
    SchemaVersion: 1,
    Output: end.reason,
  });

/** Why the session ended, as the user is told; undefined when the payload says nothing of the kind. */
export function readChannelClosed(payload: string): string | undefined {
  const { Output } = objectIn(payload) ?? {};
  return typeof Output === 'string' ? Output : undefined;
}

/** Pieces of at most `most` bytes that do not cut a character of UTF-8 in two. */
export function piecesOf(bytes: Uint8Array, most: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; ) {
    let end = Math.min(start + most, bytes.length);
    // Not further back than a character is long: what is no UTF-8 is cut where it must be.
    for (let back = 0; back < 3 && end < bytes.length && isInside(bytes[end]); back += 1) end -= 1;
    if (end <= start || (end < bytes.length && isInside(bytes[end]))) end = Math.min(start + most, bytes.length);
    pieces.push(bytes.subarray(start, end));
    start = end;
  }
  return pieces;
}

/** A byte of UTF-8 that begins no character. */
const isInside = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;
