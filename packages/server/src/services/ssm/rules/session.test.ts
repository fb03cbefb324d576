import { describe, expect, it } from 'vitest';
import { streamUrlOf } from '../session-token.ts';
import { endOf, type Session, statusOf } from './session.ts';
import { compileSessionFilters } from './session-filters.ts';

const MINUTE = 60_000;
const started: Session = {
  id: 'alice-0123456789abcdef0',
  target: 'codebuild:1',
  owner: 'arn:aws:iam::123456789012:root',
  startedAt: 0,
  tokenExpiresAt: 5 * MINUTE,
  isOpened: false,
  isConnected: false,
  seenAt: 0,
};
const opened = { ...started, isOpened: true, isConnected: true, seenAt: 10 * MINUTE };

describe('a session', () => {
  it.each([
    ['is connecting until its token is late', started, 5 * MINUTE, 'Connecting', undefined],
    ['that nobody came to has ended', started, 6 * MINUTE, 'Terminated', 5 * MINUTE],
    ['is connected', opened, 10 * MINUTE, 'Connected', undefined],
    ['may be without its client', { ...opened, isConnected: false }, 10 * MINUTE, 'Disconnected', undefined],
    ['whose server says nothing for a minute has ended', opened, 12 * MINUTE, 'Terminated', 11 * MINUTE],
    ['has ended when that is said', { ...opened, endedAt: 7 }, 10 * MINUTE, 'Terminated', 7],
  ] as const)('%s', (_, session, now, status, end) => {
    expect(statusOf(session, now)).toBe(status);
    expect(endOf(session, now)).toBe(end);
  });

  it.each([
    ['InvokedAfter', '1970-01-01T00:00:00Z', true],
    ['InvokedAfter', '1971-01-01T00:00:00Z', false],
    ['InvokedBefore', '1971-01-01T00:00:00Z', true],
    ['InvokedBefore', '1970-01-01T00:00:00Z', false],
    ['Target', 'codebuild:1', true],
    ['Target', 'codebuild:2', false],
    ['Owner', started.owner, true],
    ['Owner', 'alice', false],
    ['Status', 'Connecting', true],
    ['Status', 'Connected', false],
    ['SessionId', started.id, true],
    ['SessionId', 'bob', false],
  ] as const)('is found by %s = %s: %s', (key, value, isFound) => {
    expect(compileSessionFilters([{ key, value }])?.(started, 0)).toBe(isFound);
  });

  it('cannot be found by a key that sessions here do not have', () => {
    expect(compileSessionFilters([{ key: 'AccessType', value: 'Standard' }])).toBeUndefined();
  });

  it.each([
    ['http://127.0.0.1:4600', 'ws://127.0.0.1:4600/_codeyard/sessions/it?role=publish_subscribe'],
    ['https://builds.example.com/yard', 'wss://builds.example.com/yard/_codeyard/sessions/it?role=publish_subscribe'],
  ])('of a server at %s has its stream beside it', (url, stream) => {
    expect(streamUrlOf({ publicUrl: () => url }, 'it')).toBe(stream);
  });
});
