import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { statusOf } from './rules/session.ts';
import { type SessionRegister, sessionRegister } from './session-register.ts';
import { hashToken } from './session-token.ts';
import { deleteSessionsBefore, findSession, insertSession, listSessions, replaceToken } from './store/sessions.ts';

const MINUTE = 60_000;
let yard: Yard;
let clock: FakeClock;
let register: SessionRegister;

beforeAll(async () => {
  yard = await startYard();
  clock = new FakeClock();
  register = sessionRegister({ database: yard.context.database, clock });
});
afterAll(() => yard.stop());

async function start(id: string): Promise<void> {
  const now = clock.now();
  const session = { id, target: 'codebuild:1', owner: 'me', startedAt: now, seenAt: now };
  const state = { isOpened: false, isConnected: false, tokenExpiresAt: now + 5 * MINUTE };
  await insertSession(yard.context.database, { ...session, ...state }, hashToken(`token of ${id}`));
}

const find = async (id: string) => await findSession(yard.context.database, id);

it('a token opens its session once, and in time', async () => {
  await start('one');
  expect(await register.takeToken('one', 'another', false)).toBeUndefined();
  expect(await register.takeToken('one', '', false)).toBeUndefined();
  expect(await register.takeToken('two', 'token of one', false)).toBeUndefined();
  expect(await register.takeToken('one', 'token of one', true)).toBeUndefined();
  expect(await register.takeToken('one', 'token of one', false)).toMatchObject({ target: 'codebuild:1' });
  expect(await register.takeToken('one', 'token of one', false)).toBeUndefined();
  // What a used token leaves behind opens nothing either.
  expect(await register.takeToken('one', '', true)).toBeUndefined();
  await start('late');
  clock.advance(5 * MINUTE + 1);
  expect(await register.takeToken('late', 'token of late', false)).toBeUndefined();
});

it('a token to go on with a session is of use only where its shell is', async () => {
  await start('kept');
  await register.takeToken('kept', 'token of kept', false);
  const token = { hash: hashToken('again'), expiresAt: clock.now() + MINUTE };
  await replaceToken(yard.context.database, 'kept', token);
  expect(await register.takeToken('kept', 'again', false)).toBeUndefined();
  expect(await register.takeToken('kept', 'again', true)).toMatchObject({ target: 'codebuild:1' });
});

it('a session lives for its server after a sleep, and has ended for others meanwhile', async () => {
  await start('slept');
  await register.takeToken('slept', 'token of slept', false);
  const status = async () => {
    const session = await find('slept');
    return session && statusOf(session, clock.now());
  };
  expect(await status()).toBe('Connected');
  expect(await register.keep('slept', false)).toBe(true);
  expect(await status()).toBe('Disconnected');
  clock.advance(10 * MINUTE);
  expect(await status()).toBe('Terminated');
  expect(await register.keep('slept', true)).toBe(true);
  expect(await status()).toBe('Connected');
  await register.end('slept');
  const ended = await find('slept');
  clock.advance(MINUTE);
  await register.end('slept');
  expect(await find('slept')).toEqual(ended);
  expect(await register.keep('slept', true)).toBe(false);
  expect(await register.keep('unknown', true)).toBe(false);
});

it('sessions are forgotten in time', async () => {
  clock.advance(MINUTE);
  await start('new');
  await deleteSessionsBefore(yard.context.database, clock.now());
  expect((await listSessions(yard.context.database)).map(({ id }) => id)).toEqual(['new']);
});
