/** A session of Session Manager as it is kept. Times are milliseconds since the epoch. */
export interface Session {
  readonly id: string;
  readonly target: string;
  /** The ARN of who started it. */
  readonly owner: string;
  readonly reason?: string;
  readonly startedAt: number;
  /** Until when its token may be used, where it has one. */
  readonly tokenExpiresAt: number;
  /** A client has had its shell. */
  readonly isOpened: boolean;
  readonly isConnected: boolean;
  /** When the server that keeps its shell wrote last. */
  readonly seenAt: number;
  readonly endedAt?: number;
}

export const SHELL_DOCUMENT = 'SSM-SessionManagerRunShell';

/** The plugin connects at once; whoever starts it by hand has to copy the token first. */
export const TOKEN_LIFE_MS = 5 * 60_000;
/** How often a server says that it keeps a session, and after what silence it is gone. */
export const SEEN_EVERY_MS = 20_000;
const SILENCE_MS = 3 * SEEN_EVERY_MS;
/** As AWS. */
export const HISTORY_MS = 30 * 24 * 3_600_000;

/** When it ended: said, or seen from nobody connecting in time, or its server being gone. */
export function endOf(session: Session, now: number): number | undefined {
  if (session.endedAt !== undefined) return session.endedAt;
  const until = session.isOpened ? session.seenAt + SILENCE_MS : session.tokenExpiresAt;
  return now > until ? until : undefined;
}

export function statusOf(session: Session, now: number): 'Connecting' | 'Connected' | 'Disconnected' | 'Terminated' {
  if (endOf(session, now) !== undefined) return 'Terminated';
  if (!session.isOpened) return 'Connecting';
  return session.isConnected ? 'Connected' : 'Disconnected';
}
