import { describe, expect, it } from 'vitest';
import { machine } from '../../../../../engine/src/states-language/testing/run-machine.ts';
import { drawGraph, NOTHING_DRAWN } from './draw-graph.ts';
import type { Graph } from './layers.ts';
import { type Layout, layOut } from './layout.ts';
import { countStates, levelOf } from './level.ts';

type Edges = readonly (readonly [from: string, to: string, isWeak?: boolean])[];

const sizeOf = (index: number) => ({ width: 132 + ((index * 37) % 90), height: index % 5 === 4 ? 150 : 46 });

const graphOf = (edges: Edges, alone: readonly string[] = []): Graph => {
  const names = [...new Set([...edges.map(([from]) => from), ...edges.map(([, to]) => to), ...alone])];
  return {
    start: names[0] ?? '',
    boxes: names.map((name, index) => ({ name, ...sizeOf(index) })),
    edges: edges.map(([from, to, isWeak = false]) => ({ from, to, isWeak })),
  };
};

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const chain = (count: number): Edges => numbers(count - 1).map((index) => [`S${index}`, `S${index + 1}`] as const);

/** The same edges every time: any state leads to any other. */
function tangle(count: number, edges: number): Edges {
  let seed = 7;
  const pick = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return `S${Math.floor(seed / 65_536) % count}`;
  };
  return numbers(edges).map((index) => [pick(), pick(), index % 3 === 0] as const);
}

const GRAPHS: readonly (readonly [string, Graph])[] = [
  ['one state', graphOf([], ['A'])],
  ['one that leads to itself', graphOf([['A', 'A']])],
  ['a chain', graphOf(chain(10))],
  [
    'two ways that meet again',
    graphOf([
      ['A', 'B'],
      ['A', 'C'],
      ['B', 'D'],
      ['C', 'D'],
    ]),
  ],
  [
    'a way past a state',
    graphOf([
      ['A', 'B'],
      ['B', 'C'],
      ['A', 'C'],
    ]),
  ],
  [
    'a loop',
    graphOf([
      ['A', 'B'],
      ['B', 'C'],
      ['C', 'A'],
      ['C', 'D'],
    ]),
  ],
  ['states that nothing leads to', graphOf(chain(3), ['X', 'Y'])],
  ['a choice of thirty', graphOf(numbers(30).map((index) => ['A', `S${index}`] as const))],
  [
    'a hundred states in a row whose errors one state catches',
    graphOf([...chain(100), ...numbers(99).map((index) => [`S${index}`, 'Catcher', true] as const)]),
  ],
  ['a tangle of a hundred states', graphOf(tangle(100, 300))],
];

/** Pairs of boxes that lie on each other. */
function overlaps({ boxes: graphBoxes }: Graph, { boxes }: Layout): string[] {
  const placed = graphBoxes.map(({ name, width, height }) => {
    const { x, y } = boxes.get(name) ?? { x: Number.NaN, y: Number.NaN };
    return { name, left: x, right: x + width, top: y, bottom: y + height };
  });
  return placed.flatMap((one, index) =>
    placed
      .slice(index + 1)
      .filter((two) => one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom)
      .map((two) => `${one.name} ${two.name}`),
  );
}

describe.each(GRAPHS)('the layout of %s', (_, graph) => {
  const layout = layOut(graph);
  const boxOf = (name: string) => ({
    ...{ x: Number.NaN, y: Number.NaN, width: 0, height: 0 },
    ...graph.boxes.find((box) => box.name === name),
    ...layout.boxes.get(name),
  });

  it('has every state once, inside of the picture', () => {
    expect([...layout.boxes.keys()].sort()).toEqual(graph.boxes.map(({ name }) => name).sort());
    for (const { name } of graph.boxes) {
      const { x, y, width, height } = boxOf(name);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(layout.width);
      expect(y + height).toBeLessThanOrEqual(layout.height);
    }
  });

  it('has no states on each other', () => {
    expect(overlaps(graph, layout)).toEqual([]);
  });

  it('has every edge, from the bottom of its state to the top of the next by right angles, inside of the picture', () => {
    expect(layout.lines.map(({ edge }) => edge)).toEqual(graph.edges);
    for (const { edge, points } of layout.lines) {
      const [from, to, first, last] = [boxOf(edge.from), boxOf(edge.to), points[0], points.at(-1)];
      expect(first?.y).toBeCloseTo(from.y + from.height);
      expect(first?.x).toBeGreaterThan(from.x);
      expect(first?.x).toBeLessThan(from.x + from.width);
      expect(last?.y).toBeCloseTo(to.y);
      expect(last?.x).toBeCloseTo(to.x + to.width / 2);
      for (const [index, { x, y }] of points.entries()) {
        const before = points[index - 1] ?? { x, y };
        expect(Math.min(Math.abs(before.x - x), Math.abs(before.y - y))).toBeLessThan(1);
        expect(Math.min(x, y, layout.width - x, layout.height - y)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('has no vertical piece of an edge through a state', () => {
    const hits = layout.lines.flatMap(({ edge, points }) =>
      points.flatMap(({ x, y }, index) => {
        const before = points[index - 1];
        if (!before || Math.abs(before.x - x) >= 1) return [];
        const [top, bottom] = [Math.min(before.y, y), Math.max(before.y, y)];
        return graph.boxes
          .map(({ name }) => boxOf(name))
          .filter((box) => x > box.x && x < box.x + box.width && top < box.y + box.height - 1 && bottom > box.y + 1)
          .map((box) => `${edge.from} → ${edge.to} through ${box.x},${box.y}`);
      }),
    );
    expect(hits).toEqual([]);
  });
});

describe('the layout', () => {
  it('of a hundred states is no larger than they need', () => {
    const graph = graphOf([...chain(100), ...numbers(99).map((index) => [`S${index}`, 'Catcher', true] as const)]);
    const { width, height } = layOut(graph);
    const [widest] = graph.boxes.map((box) => box.width).sort((one, other) => other - one);
    const heights = graph.boxes.reduce((sum, box) => sum + box.height, 0);
    expect(width).toBeLessThan(3 * (widest ?? 0));
    expect(height).toBeLessThan(heights + graph.boxes.length * 60);
    const tangled = graphOf(tangle(100, 300));
    const points = layOut(tangled).lines.reduce((sum, line) => sum + line.points.length, 0);
    expect(points).toBeLessThanOrEqual(tangled.edges.length * 6);
  });

  it('goes down along the way from the start', () => {
    const { boxes } = layOut(graphOf(chain(10)));
    const tops = numbers(10).map((index) => boxes.get(`S${index}`)?.y ?? Number.NaN);
    expect(tops).toEqual([...tops].sort((one, other) => one - other));
    expect(new Set(tops).size).toBe(10);
  });
});

describe('the graph of a definition', () => {
  const definition = machine({
    Pick: {
      ...{ Type: 'Choice', Default: 'Work' },
      Choices: ['Work', 'Work', 'Each'].map((Next) => ({ Variable: '$.a', IsNull: true, Next })),
    },
    Work: {
      ...{ Type: 'Task', Resource: 'arn', Next: 'Each', Comment: 'the <b>hard</b> part' },
      Catch: ['Sad', 'Sad', 'Each'].map((Next) => ({ ErrorEquals: ['States.ALL'], Next })),
    },
    Each: { Type: 'Map', End: true, ItemProcessor: machine({ Item: { Type: 'Pass', End: true } }) },
    Sad: { Type: 'Parallel', End: true, Branches: ['L', 'R'].map((name) => machine({ [name]: { Type: 'Succeed' } })) },
  });
  const level = levelOf(definition as unknown as Parameters<typeof levelOf>[0]);

  it('has each way once, and a catcher only where nothing else leads', () => {
    expect(level.edges.map(({ from, to, isCatch }) => `${from} ${isCatch ? '~' : '>'} ${to}`)).toEqual([
      ...['Pick > Work', 'Pick > Each', 'Work > Each', 'Work ~ Sad'],
    ]);
    expect(countStates(level)).toBe(7);
    expect(level.states.filter(({ isLast }) => isLast).map(({ name }) => name)).toEqual(['Each', 'Sad']);
  });

  it('is drawn with every state, every edge and nothing that is markup', () => {
    const { markup } = drawGraph(level, NOTHING_DRAWN);
    const namesIn = [...markup.matchAll(/<text class="name"[^>]*>([^<]*)<\/text>/g)].map(([, name]) => name);
    expect(namesIn.sort()).toEqual(['Each', 'Item', 'L', 'Pick', 'R', 'Sad', 'Work']);
    expect(markup.match(/<path class="edge/g)).toHaveLength(4);
    expect(markup.match(/<path class="edge catch/g)).toHaveLength(1);
    expect(markup).toContain('the &lt;b&gt;hard&lt;/b&gt; part');
    expect(markup).not.toMatch(/NaN|Infinity|undefined/);
  });
});
