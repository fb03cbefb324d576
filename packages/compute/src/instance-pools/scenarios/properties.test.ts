import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE, PoolYard } from '../testing/pool-yard.ts';
import type { ScriptedInstance } from '../testing/scripted-ec2.ts';

/** What may happen to a yard; numbers pick among what there is. */
type Event =
  | { readonly type: 'ask'; readonly pool: number }
  | { readonly type: 'release'; readonly pick: number }
  | { readonly type: 'again'; readonly pick: number }
  | { readonly type: 'pass'; readonly seconds: number }
  | { readonly type: 'look'; readonly schedulers: number }
  | { readonly type: 'die'; readonly write: number }
  | {
      readonly type: 'fault';
      readonly operation: string;
      readonly code: string;
      readonly times: number;
      readonly isDone: boolean;
    }
  | { readonly type: 'lose' | 'notify' | 'stop' | 'event'; readonly pick: number }
  | { readonly type: 'define'; readonly pool: number; readonly change: number }
  | { readonly type: 'lag'; readonly seconds: number }
  | { readonly type: 'capacity'; readonly offer: string; readonly count: number };

const POOLS = [
  { name: 'per-job', strategy: 'per-job', ceiling: 2 },
  { name: 'warm', strategy: 'warm', floor: 1, ceiling: 3, idleMinutes: 2, maximumUses: 3 },
  { name: 'stopped', strategy: 'stopped', floor: 2, ceiling: 3, idleMinutes: 0, cleans: false },
  { name: 'spot', strategy: 'spot', floor: 1, ceiling: 5, onDemandBase: 1, idleMinutes: 1, maximumAttempts: 100 },
];
/** What an owner changes in a pool. */
const CHANGES = [{ ceiling: 1, floor: 0 }, { image: 'ami-00000000000000002' }, { drains: true }, {}];
const OPERATIONS = [
  ...['RunInstances', 'TerminateInstances', 'TerminateInstances'],
  ...['RunInstances', 'DescribeInstances', 'TerminateInstances', 'StartInstances', 'StopInstances', 'SendCommand'],
  ...['DescribeInstanceInformation', 'DescribeSpotInstanceRequests', 'ListCommandInvocations'],
];
const CODES = [
  'RequestLimitExceeded',
  'InternalError',
  'TimeoutError',
  'InsufficientInstanceCapacity',
  'VcpuLimitExceeded',
];
const OFFERS = ['on-demand/m7a.large/', 'spot/m7a.large/'];

const pick = fc.nat(1_000);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('ask' as const), pool: fc.nat(POOLS.length - 1) }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('release' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('again' as const), pick }) },
  { weight: 8, arbitrary: fc.record({ type: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 90 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('look' as const), schedulers: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('die' as const), write: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{
        type: fc.constant('fault' as const),
        operation: fc.constantFrom(...OPERATIONS),
        code: fc.constantFrom(...CODES),
      },
      ...{ times: fc.integer({ min: 1, max: 4 }), isDone: fc.boolean() },
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('lose' as const, 'notify', 'stop', 'event'), pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ type: fc.constant('define' as const), pool: fc.nat(POOLS.length - 1), change: fc.nat(CHANGES.length - 1) },
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('lag' as const), seconds: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('capacity' as const),
      offer: fc.constantFrom(...OFFERS),
      count: fc.nat(3),
    }),
  },
);

/** A yard that watches what is done to instances and said to builds. */
function watchedYard(): PoolYard {
  const yard = new PoolYard(...POOLS);
  const fences = new Map<string, { fence: number; id: string }>();
  for (const { name, ceiling } of POOLS) yard.formerCeilings[name] = ceiling;
  yard.ec2.onVictim = ({ id }: ScriptedInstance) => {
    const row = yard.rows().find(({ instanceId }) => instanceId === id);
    const request = yard.store.state.requests[row?.lease?.request ?? ''];
    const isBusy = request?.phase === 'placed' && request.fence === row?.lease?.fence;
    if (isBusy && !row?.isInterrupted) yard.violations.push(`${id} is ended under ${request.id}`);
  };
  yard.onTell = ({ request }) => {
    const { instanceId = '', fence = 0, phase } = request;
    const last = fences.get(instanceId);
    if (phase === 'placed' && last && (fence < last.fence || (fence === last.fence && request.id !== last.id))) {
      yard.violations.push(`the lease of ${instanceId} to ${request.id} has an old fence`);
    }
    if (phase === 'placed') fences.set(instanceId, { fence, id: request.id });
    if (phase === 'interrupted' && yard.ec2.stateOf(yard.ec2.get(instanceId)) === 'running') {
      yard.violations.push(`${request.id} is told to start again while its instance runs`);
    }
  };
  return yard;
}

async function happen(yard: PoolYard, happening: Event, number: number): Promise<void> {
  const requests = Object.values(yard.store.state.requests);
  const instances = yard.ec2.alive();
  const at = <Item>(items: readonly Item[], index: number) => items[index % Math.max(1, items.length)];
  switch (happening.type) {
    case 'ask':
      return await yard.ask(`build-${number}`, POOLS[happening.pool]?.name);
    case 'release': {
      const request = at(requests, happening.pick);
      return request && (await yard.release(request.id, request.attempt));
    }
    case 'again': {
      const lost = at(
        requests.filter(({ phase }) => phase === 'interrupted'),
        happening.pick,
      );
      return lost && (await yard.ask(lost.id, lost.pool, lost.attempt + 1));
    }
    case 'pass':
      return await yard.pass(happening.seconds * 1_000, 5_000);
    case 'look':
      await Promise.all(Array.from({ length: happening.schedulers }, () => yard.reconcile()));
      return;
    case 'die': {
      let writes = 0;
      yard.store.onWrite = () => {
        writes += 1;
        if (writes >= happening.write) throw new Error('the scheduler died');
      };
      await yard.reconcile().catch(() => undefined);
      yard.store.onWrite = () => {};
      return yard.check();
    }
    case 'fault':
      yard.ec2.faults.push({ ...happening, status: happening.code === 'TimeoutError' ? 0 : 503 });
      return;
    case 'define':
      yard.define({ ...POOLS[happening.pool], ...CHANGES[happening.change] });
      return;
    case 'lag':
      yard.ec2.lagMs = happening.seconds * 1_000;
      return;
    case 'capacity':
      yard.ec2.capacity.set(happening.offer, happening.count);
      return;
    default: {
      const instance = at(instances, happening.pick);
      if (!instance) return;
      if (happening.type === 'lose') yard.ec2.end(instance, 'Server.InternalError');
      else if (happening.type === 'event') await yard.reconcile([instance.id]);
      else if (happening.type === 'notify') yard.ec2.notify(instance);
      else if (yard.ec2.stateOf(instance) === 'running') {
        instance.stopping = { at: yard.ec2.now, until: yard.ec2.now + 5_000 };
      }
    }
  }
}

describe('whatever happens', () => {
  it('no two builds share an instance, no ceiling is passed, nothing leaks and no build is lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 60 }), async (events) => {
        const yard = watchedYard();
        for (const [number, happening] of events.entries()) await happen(yard, happening, number);
        // Everything works again: who waits is served.
        yard.ec2.faults.length = 0;
        yard.ec2.capacity.clear();
        yard.ec2.lagMs = 0;
        for (const pool of POOLS) yard.define(pool);
        const isServed = () => Object.values(yard.store.state.requests).every(({ phase }) => phase !== 'waiting');
        for (let minute = 0; minute < 240 && !isServed(); minute += 1) {
          await yard.pass(MINUTE, 10_000);
          for (const { id, attempt, phase } of Object.values(yard.store.state.requests)) {
            if (phase === 'placed') await yard.release(id, attempt);
          }
        }
        expect(Object.values(yard.store.state.requests).filter(({ phase }) => phase === 'waiting')).toEqual([]);
        expect(yard.news.filter(({ phase }) => phase === 'failed')).toEqual([]);
        // The floors are reached.
        for (const { id, attempt } of Object.values(yard.store.state.requests)) await yard.release(id, attempt);
        await yard.pass(45 * MINUTE, 30_000);
        const ready = (name: string) =>
          yard.rows().filter(({ pool, phase }) => pool === name && (phase === 'idle' || phase === 'stopped')).length;
        expect(POOLS.map(({ name }) => ready(name))).toEqual([0, 1, 2, 1]);
        // Nobody wants anything any more: nothing is left.
        for (const name of Object.keys(yard.pools)) delete yard.pools[name];
        await yard.pass(40 * MINUTE, 30_000);
        expect(yard.ec2.alive()).toEqual([]);
        expect(yard.violations).toEqual([]);
        expect(yard.phases()).toEqual([]);
        expect(Object.values(yard.store.state.requests).every(({ isTold }) => isTold)).toBe(true);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
