/** A log that a state told of: a member `log` with `groupName` and `streamName` in what it was given or made. */
export interface LogPlace {
  readonly groupName: string;
  readonly streamName: string;
}

const DEEPEST = 6;

/** The logs that a JSON text tells of, wherever in it. */
export function findLogs(text: string): LogPlace[] {
  if (!text.includes('"log"') || !text.includes('"streamName"')) return [];
  try {
    return within(JSON.parse(text), 0);
  } catch {
    return [];
  }
}

function within(value: unknown, depth: number): LogPlace[] {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const place = name === 'log' ? placeOf(member) : undefined;
    return place ? [place] : within(member, depth + 1);
  });
}

function placeOf(value: unknown): LogPlace | undefined {
  const { groupName, streamName } = (value ?? {}) as { groupName?: unknown; streamName?: unknown };
  if (typeof groupName !== 'string' || typeof streamName !== 'string') return undefined;
  return groupName && streamName ? { groupName, streamName } : undefined;
}

/** How many logs a page offers. */
const MOST_LOGS = 20;

/** Each once, in the order they were told of; the newest ones when there are too many. */
export function createLogList(most = MOST_LOGS) {
  const logs = new Map<string, LogPlace>();
  return {
    add(text: string | undefined): void {
      for (const log of findLogs(text ?? '')) logs.set(JSON.stringify([log.groupName, log.streamName]), log);
    },
    all: (): readonly LogPlace[] => [...logs.values()].slice(-most),
  };
}
