import { ResumeSessionCommand, SSMClient } from '@aws-sdk/client-ssm';
import { PAYLOAD } from '@codeyard/engine/session-channel/agent-message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionCall } from '../../testing/session-client.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { buildLab, spec } from './testing/build-lab.ts';
import { sandboxLab } from './testing/sandbox-lab.ts';
import { type SessionLab, sessionLab, targetOf } from './testing/session-lab.ts';

let yard: Yard;
let lab: SessionLab;
let ssm: SSMClient;
let sandbox: string;

beforeAll(async () => {
  yard = await startYard();
  lab = sessionLab(yard, sandboxLab(yard));
  ssm = yard.client(SSMClient);
  sandbox = await lab.startSandbox(await buildLab(yard).project(spec({ build: ['true'] })));
}, 30_000);
afterAll(() => yard.stop());

const session = () => lab.session(targetOf(sandbox));
const shell = async (call?: SessionCall) => await lab.shell(call ?? (await session()));

describe('a data channel', () => {
  it('sends again what a client drops that is not ready yet', async () => {
    const client = await shell({ ...(await session()), dropped: 3 });
    client.type('echo on""ly once\r');
    await client.says(/only once/);
    expect(client.shown.match(/only once/g)).toHaveLength(1);
    client.hangUp();
  });

  it('holds the shell up while nothing is acknowledged, and loses nothing', async () => {
    const client = await shell();
    client.type('stty -echo; echo rea""dy\r');
    await client.says(/ready/);
    client.isSilent = true;
    const before = client.arrived;
    client.type('seq 200000; echo do""ne\r');
    await expect.poll(() => client.arrived - before, { timeout: 10_000 }).toBeGreaterThan(255);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    // A window of 256 messages, and the oldest of them a few times over.
    expect(client.arrived - before).toBeLessThan(270);
    client.isSilent = false;
    await client.says(/done\r\n/);
    const numbers = client.shown.slice(client.shown.indexOf('ready')).match(/^\d+\r$/gm) ?? [];
    expect(numbers).toHaveLength(200_000);
    expect(numbers.every((line, at) => line === `${at + 1}\r`)).toBe(true);
    client.hangUp();
  }, 60_000);

  it('takes what is typed in its order, however it arrives, and more than the shell reads at once', async () => {
    const client = await shell();
    client.type('stty -echo -icanon; echo rea""dy; sleep 1; head -c 600000 | wc -c; echo do""ne\r');
    await client.says(/ready/);
    const next = client.nextSequence;
    const piece = 'x'.repeat(60_000);
    client.send(PAYLOAD.output, piece, next + 1);
    client.send(PAYLOAD.output, piece, next);
    // It knows this one already.
    client.send(PAYLOAD.output, piece, next);
    client.send(PAYLOAD.output, piece, next + 1);
    const { acknowledged } = client;
    for (let number = 2; number < 10; number += 1) client.send(PAYLOAD.output, piece, next + number);
    await client.says(/600000\s+done/);
    await expect.poll(() => acknowledged.filter((sequence) => sequence === next)).toHaveLength(2);
    client.hangUp();
  });

  it('answers pings, and passes over what a client of another kind may say', async () => {
    const client = await shell();
    client.sendRaw({ kind: 'ping', bytes: Buffer.from('keepalive') });
    await expect.poll(() => client.pongs).toBe(1);
    client.send(PAYLOAD.size, 'no size');
    client.send(99, 'unknown');
    client.send(PAYLOAD.flag, Uint8Array.of(0, 0, 0, 9));
    client.type('echo go""es on\r');
    await client.says(/goes on/);
    client.send(PAYLOAD.flag, Uint8Array.of(0, 0, 0, 2));
    await client.untilClosed();
    expect(client.end).toBe('');
  });

  it('ends the connection of a client that sends nonsense, not the server', async () => {
    for (const bytes of [Buffer.from('nonsense'), Buffer.alloc(120), Buffer.alloc(65_000, 0xff)]) {
      const client = await shell();
      client.sendRaw({ kind: 'binary', bytes });
      await client.untilClosed();
      expect(client.closeCode).toBe(1002);
    }
  });
});

describe('a session whose connection broke', () => {
  it('goes on with a new token where it was, and shows everything once', async () => {
    const started = await session();
    const client = await shell(started);
    client.type('stty -echo; WORD=kept; echo rea""dy\r');
    await client.says(/ready/);
    client.isSilent = true;
    client.type('seq 2000; echo fir""st\r');
    await new Promise((resolve) => setTimeout(resolve, 500));
    client.hangUp();
    await expect
      .poll(() => lab.find(started.sessionId), { timeout: 5_000 })
      .toMatchObject({
        State: 'Active',
        Status: 'Disconnected',
      });
    client.isSilent = false;
    const resumed = await ssm.send(new ResumeSessionCommand({ SessionId: started.sessionId }));
    expect(resumed).toMatchObject({ SessionId: started.sessionId, StreamUrl: started.streamUrl });
    await client.connect({ streamUrl: started.streamUrl, tokenValue: resumed.TokenValue ?? '' });
    await client.says(/first/);
    client.type('echo "$WORD"; exit\r');
    await client.says(/kept/);
    await client.untilClosed();
    expect(client.shown.match(/^\d+\r$/gm)).toHaveLength(2_000);
    const late = await ssm.send(new ResumeSessionCommand({ SessionId: started.sessionId }));
    expect(late.TokenValue).toBeUndefined();
    await expect(ssm.send(new ResumeSessionCommand({ SessionId: 'none' }))).rejects.toMatchObject({
      name: 'DoesNotExistException',
    });
  });

  it('is taken over by who comes with a new token', async () => {
    const started = await session();
    const client = await shell(started);
    client.type('stty -echo; echo rea""dy\r');
    await client.says(/ready/);
    const { TokenValue: tokenValue = '' } = await ssm.send(new ResumeSessionCommand({ SessionId: started.sessionId }));
    await client.connect({ ...started, tokenValue });
    client.type('echo th""ere\r');
    await client.says(/there/);
    client.hangUp();
  });
});
