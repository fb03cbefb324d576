import { type Graph, groupBy, type Layers } from './layers.ts';

const BESIDE = 28;
const SWEEPS = 9;
/** How much less an edge that catches errors pulls than the flow. */
const WEAK = 0.02;

interface Wish {
  readonly name: string;
  readonly width: number;
  /** Where its middle would be best. */
  readonly at: number;
  readonly weight: number;
}

/** Where the middle of every box is: near those it is connected with, and not in the way of its neighbours. */
export function findColumns(graph: Graph, { rows, rowOf }: Layers): ReadonlyMap<string, number> {
  const widthOf = new Map(graph.boxes.map(({ name, width }) => [name, width]));
  const forward = graph.edges.filter(({ from, to }) => (rowOf.get(from) ?? 0) < (rowOf.get(to) ?? 0));
  const above = groupBy(forward, ({ to }) => to);
  const below = groupBy(forward, ({ from }) => from);
  const middles = new Map<string, number>();
  const settle = (row: readonly string[], isDown: boolean) => {
    const wishes = row.map((name): Wish => {
      const near = ((isDown ? above : below).get(name) ?? []).flatMap(({ from, to, isWeak }) => {
        const at = middles.get(isDown ? from : to);
        const rowsBetween = Math.abs((rowOf.get(from) ?? 0) - (rowOf.get(to) ?? 0));
        return at === undefined ? [] : [{ at, weight: (isWeak ? WEAK : 1) / rowsBetween ** 2 }];
      });
      const weight = near.reduce((sum, one) => sum + one.weight, 0);
      const at =
        weight > 0 ? near.reduce((sum, one) => sum + one.at * one.weight, 0) / weight : (middles.get(name) ?? 0);
      return { name, width: widthOf.get(name) ?? 0, at, weight: weight || WEAK };
    });
    for (const [name, at] of spread(wishes)) middles.set(name, at);
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const row of isDown ? rows : [...rows].reverse()) settle(row, isDown);
  }
  return middles;
}

interface Block {
  readonly first: number;
  readonly weight: number;
  /** Where the first of the block would be best. */
  readonly at: number;
}

/** The places nearest to what is wished, in this order and without overlaps: least squares, by pooling adjacent violators. */
function spread(wishes: readonly Wish[]): [name: string, at: number][] {
  const offsets: number[] = [];
  for (const [index, { width }] of wishes.entries()) {
    const before = wishes[index - 1];
    offsets.push(before ? (offsets[index - 1] ?? 0) + (before.width + width) / 2 + BESIDE : 0);
  }
  const blocks: Block[] = [];
  for (const [index, { at, weight }] of wishes.entries()) {
    let block: Block = { first: index, weight, at: at - (offsets[index] ?? 0) };
    for (let last = blocks.at(-1); last && last.at > block.at; last = blocks.at(-1)) {
      blocks.pop();
      const weights = last.weight + block.weight;
      block = {
        first: last.first,
        weight: weights,
        at: (last.at * last.weight + block.at * block.weight) / weights,
      };
    }
    blocks.push(block);
  }
  return wishes.map(({ name }, index) => {
    const block = blocks.findLast(({ first }) => first <= index);
    return [name, (block?.at ?? 0) + (offsets[index] ?? 0)];
  });
}
