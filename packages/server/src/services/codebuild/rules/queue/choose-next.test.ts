import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseNext, MOST_OVERTAKEN, type QueueCapacity, type WaitingBuild } from './choose-next.ts';

const build = (id: string, pool: string, cpus = 1, overtaken = 0): WaitingBuild => ({
  ...{ id, pool, overtaken, size: { cpus, memoryMiB: cpus * 1024 } },
});
const machine = (cpus: number, taken = 0) => ({
  ...{ size: { cpus, memoryMiB: cpus * 1024 }, taken: { cpus: taken, memoryMiB: taken * 1024 } },
});

describe('who leaves the queue next', () => {
  it('is whoever came first, as long as the pool has room', () => {
    const waiting = [build('1', 'a'), build('2', 'a'), build('3', 'a')];
    expect(chooseNext(waiting, { limits: { a: 3 }, running: { a: 1 } }).admitted).toEqual(['1', '2']);
  });

  it('is nobody of a full pool, and nobody of another has to wait for that', () => {
    const waiting = [build('1', 'full'), build('2', 'full'), build('3', 'free')];
    expect(chooseNext(waiting, { limits: { full: 1 }, running: { full: 1 } })).toEqual({
      ...{ admitted: ['3'], overtaken: {} },
    });
  });

  it('is a smaller one where the first does not fit, and that is counted', () => {
    const waiting = [build('large', 'a', 4), build('1', 'b'), build('2', 'b'), build('3', 'b')];
    const choice = chooseNext(waiting, { limits: {}, running: {}, machine: machine(5, 3) });
    expect(choice).toEqual({ admitted: ['1', '2'], overtaken: { large: 2 } });
  });

  it('is nobody while one is waited for that was overtaken often enough', () => {
    const waiting = [build('large', 'a', 4, MOST_OVERTAKEN), build('1', 'b')];
    const capacity = { limits: {}, running: {} };
    expect(chooseNext(waiting, { ...capacity, machine: machine(4, 1) }).admitted).toEqual([]);
    expect(chooseNext(waiting, { ...capacity, machine: machine(4, 0) }).admitted).toEqual(['large']);
  });

  it('is also one that asks for more than there is: it gets all of it', () => {
    const capacity: QueueCapacity = { limits: {}, running: {}, machine: machine(2) };
    expect(chooseNext([build('huge', 'a', 72)], capacity).admitted).toEqual(['huge']);
  });
});

const POOLS = ['a', 'b', 'c'];
const arrivals = fc.array(fc.record({ pool: fc.constantFrom(...POOLS), cpus: fc.integer({ min: 1, max: 12 }) }), {
  maxLength: 60,
});
const limits = fc.dictionary(fc.constantFrom(...POOLS), fc.integer({ min: 1, max: 4 }));
const sizes = fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined });

/** A queue on a machine: builds come, are let in, and end in any order. */
class Yard {
  waiting: WaitingBuild[] = [];
  running: WaitingBuild[] = [];
  readonly left: string[] = [];
  readonly limits: Readonly<Record<string, number>>;
  readonly cpus: number | undefined;
  constructor(limits: Readonly<Record<string, number>>, cpus: number | undefined) {
    this.limits = limits;
    this.cpus = cpus;
  }

  sizeOf({ size }: WaitingBuild): number {
    return Math.min(size.cpus, this.cpus ?? size.cpus);
  }

  get capacity(): QueueCapacity {
    const running: Record<string, number> = {};
    for (const { pool } of this.running) running[pool] = (running[pool] ?? 0) + 1;
    const taken = this.running.reduce((sum, each) => sum + this.sizeOf(each), 0);
    return { limits: this.limits, running, ...(this.cpus ? { machine: machine(this.cpus, taken) } : {}) };
  }

  choose(): void {
    const { admitted, overtaken } = chooseNext(this.waiting, this.capacity);
    this.running.push(...this.waiting.filter(({ id }) => admitted.includes(id)));
    this.left.push(...admitted);
    this.waiting = this.waiting
      .filter(({ id }) => !admitted.includes(id))
      .map((each) => ({ ...each, overtaken: overtaken[each.id] ?? each.overtaken }));
  }
}

describe('the queue, whatever comes', () => {
  it('keeps every limit, is fair within a pool, and lets everybody in in the end', () => {
    fc.assert(
      fc.property(arrivals, limits, sizes, fc.infiniteStream(fc.nat()), (come, limits, cpus, picks) => {
        const yard = new Yard(limits, cpus);
        const all = come.map(({ pool, cpus: wanted }, index) => build(`${index}`, pool, wanted));
        yard.waiting = [...all];
        for (let round = 0; yard.waiting.length + yard.running.length > 0; round += 1) {
          expect(round).toBeLessThanOrEqual(come.length + 1);
          yard.choose();
          const { running, machine } = yard.capacity;
          for (const pool of POOLS) expect(running[pool] ?? 0).toBeLessThanOrEqual(limits[pool] ?? Number.MAX_VALUE);
          if (machine) expect(machine.taken.cpus).toBeLessThanOrEqual(machine.size.cpus);
          // Idle capacity with somebody waiting for it: nobody would ever leave.
          expect(yard.running.length > 0 || yard.waiting.length === 0).toBe(true);
          yard.running.splice(Number(picks.next().value) % Math.max(1, yard.running.length), 1);
        }
        for (const [index, earlier] of all.entries()) {
          for (const later of all.slice(index + 1)) {
            if (later.pool !== earlier.pool || later.size.cpus < earlier.size.cpus) continue;
            expect(yard.left.indexOf(earlier.id)).toBeLessThan(yard.left.indexOf(later.id));
          }
        }
      }),
    );
  });

  it('never starves a large build behind small ones that keep coming', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.infiniteStream(fc.nat()), (cpus, picks) => {
        const yard = new Yard({}, cpus);
        yard.running = Array.from({ length: cpus }, (_, index) => build(`old-${index}`, 'small'));
        yard.waiting = [build('large', 'large', cpus)];
        for (let round = 0; !yard.left.includes('large'); round += 1) {
          expect(round).toBeLessThanOrEqual(MOST_OVERTAKEN + cpus);
          yard.waiting.push(build(`new-${round}`, 'small'));
          yard.running.splice(Number(picks.next().value) % yard.running.length, 1);
          yard.choose();
        }
      }),
    );
  });

  it('holds up nobody because the pool of another is full', () => {
    fc.assert(
      fc.property(arrivals, (come) => {
        const waiting = come.map(({ pool }, index) => build(`${index}`, pool));
        const { admitted } = chooseNext(waiting, { limits: { a: 1 }, running: { a: 1 } });
        expect(admitted).toEqual(waiting.filter(({ pool }) => pool !== 'a').map(({ id }) => id));
      }),
    );
  });
});
