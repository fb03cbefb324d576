import { findColumns } from './columns.ts';
import { type Box, findLayers, type Graph, type GraphEdge } from './layers.ts';
import { chooseTracks, type Track } from './tracks.ts';

/** Where everything is, in pixels from the upper left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Left upper corners. */
  readonly boxes: ReadonlyMap<string, Point>;
  readonly lines: readonly Line[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An edge: from the bottom of a box by right angles to the top of another. */
export interface Line {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
}

const GAP = 30;
const TRACK = 9;
const RAIL = 12;
/** Between boxes and the nearest line beside them. */
const ASIDE = 16;

interface Plan {
  readonly graph: Graph;
  readonly boxOf: ReadonlyMap<string, Box>;
  readonly middles: ReadonlyMap<string, number>;
  readonly rowOf: ReadonlyMap<string, number>;
  readonly rows: readonly (readonly string[])[];
}

/** A vertical line beside the boxes, which all edges share that lead past rows to the same box. */
interface Rail {
  readonly key: string;
  readonly side: 1 | -1;
  /** Gaps above the rows of these numbers. */
  upper: number;
  lower: number;
  x: number;
}

/**
 * A layout made for state machines: rows from top to bottom, chains straight down. Edges that skip rows or lead back run beside the boxes,
 * those to one box together: so fifty catchers that lead to one state are one line, where a general layered layout
 * makes room for each of them in every row. Time and space grow with the number of boxes and edges, not with their product.
 */
export function layOut(graph: Graph): Layout {
  const { rows, rowOf } = findLayers(graph);
  const middles = findColumns(graph, { rows, rowOf });
  const boxOf = new Map(graph.boxes.map((box) => [box.name, box]));
  const plan: Plan = { graph, boxOf, middles, rowOf, rows };
  const rails = findRails(plan);
  const gaps = chooseTracks(graph.edges.flatMap((edge) => tracksOf(plan, rails, edge)));
  const tops: number[] = [];
  const heights = rows.map((row) => Math.max(...row.map((name) => boxOf.get(name)?.height ?? 0)));
  const gapHeight = (gap: number) => {
    const tracks = gaps.count(gap);
    const isInside = gap > 0 && gap < rows.length;
    return isInside ? GAP + Math.max(0, tracks - 1) * TRACK : tracks === 0 ? ASIDE : GAP + (tracks - 1) * TRACK;
  };
  for (const row of rows.keys())
    tops.push(row === 0 ? gapHeight(0) : (tops[row - 1] ?? 0) + (heights[row - 1] ?? 0) + gapHeight(row));
  const end = (tops.at(-1) ?? 0) + (heights.at(-1) ?? 0);
  /** Of a track; the arrow needs room below it. */
  const yOf = (gap: number, track: number) =>
    (gap < rows.length ? (tops[gap] ?? 0) : end + gapHeight(gap)) - 17 - (gaps.count(gap) - 1 - track) * TRACK;
  const left = Math.min(...[...boxOf.values()].map((box) => edgeOf(plan, box.name, -1)), ...railsOn(rails, -1));
  const right = Math.max(...[...boxOf.values()].map((box) => edgeOf(plan, box.name, 1)), ...railsOn(rails, 1));
  const shift = ASIDE - left;
  const topOf = (name: string) => tops[rowOf.get(name) ?? 0] ?? 0;
  const lines = graph.edges.map((edge): Line => {
    const x = portOf(plan, edge);
    const to = middles.get(edge.to) ?? 0;
    const from = { x, y: topOf(edge.from) + (boxOf.get(edge.from)?.height ?? 0) };
    const corners = tracksOf(plan, rails, edge).flatMap((track) => {
      const y = yOf(track.gap, gaps.trackOf(track));
      return [
        { x: track.from, y },
        { x: track.to, y },
      ];
    });
    const points = [from, ...corners, { x: to, y: topOf(edge.to) }];
    return { edge, points: points.map((point) => ({ x: point.x + shift, y: point.y })) };
  });
  const boxes = new Map(
    graph.boxes.map(({ name }) => [name, { x: edgeOf(plan, name, -1) + shift, y: topOf(name) }] as const),
  );
  return { width: right + shift + ASIDE, height: end + gapHeight(rows.length), boxes, lines };
}

const railsOn = (rails: ReadonlyMap<string, Rail>, side: 1 | -1): number[] =>
  [...rails.values()].filter((rail) => rail.side === side).map(({ x }) => x);

const edgeOf = ({ middles, boxOf }: Plan, name: string, side: 1 | -1): number =>
  (middles.get(name) ?? 0) + (side * (boxOf.get(name)?.width ?? 0)) / 2;

/** Where an edge leaves its box: those that catch errors to the right of the others. */
const portOf = ({ middles, boxOf }: Plan, { from, isWeak }: GraphEdge): number =>
  (middles.get(from) ?? 0) + (isWeak ? (boxOf.get(from)?.width ?? 0) / 4 : 0);

const spanOf = ({ rowOf }: Plan, { from, to }: GraphEdge): number => (rowOf.get(to) ?? 0) - (rowOf.get(from) ?? 0);

const railKey = (plan: Plan, edge: GraphEdge): string => `${spanOf(plan, edge) > 0 ? 'down' : 'up'} ${edge.to}`;

function findRails(plan: Plan): ReadonlyMap<string, Rail> {
  const rails = new Map<string, Rail>();
  for (const edge of plan.graph.edges) {
    const span = spanOf(plan, edge);
    if (span === 1) continue;
    const key = railKey(plan, edge);
    const gaps = [(plan.rowOf.get(edge.from) ?? 0) + 1, plan.rowOf.get(edge.to) ?? 0] as const;
    const rail = rails.get(key) ?? { key, side: span > 0 ? 1 : -1, upper: gaps[0], lower: gaps[0], x: 0 };
    rail.upper = Math.min(rail.upper, ...gaps);
    rail.lower = Math.max(rail.lower, ...gaps);
    rails.set(key, rail);
  }
  // Shorter ones are nearer to the boxes.
  const placed: Rail[] = [];
  for (const rail of [...rails.values()].sort((one, other) => one.lower - one.upper - (other.lower - other.upper))) {
    const beside = plan.rows.slice(rail.upper, rail.lower).flat();
    const outermost = Math.max(...beside.map((name) => rail.side * edgeOf(plan, name, rail.side)));
    const inTheWay = placed.filter(
      ({ side, upper, lower }) => side === rail.side && upper <= rail.lower && lower >= rail.upper,
    );
    const taken = inTheWay.map(({ x }) => rail.side * x + RAIL);
    rail.x = rail.side * Math.max(outermost + ASIDE, ...taken);
    placed.push(rail);
  }
  return rails;
}

/** The horizontal pieces of an edge, in the gaps between rows; none when it leads straight down. */
function tracksOf(plan: Plan, rails: ReadonlyMap<string, Rail>, edge: GraphEdge): Track[] {
  const from = portOf(plan, edge);
  const to = plan.middles.get(edge.to) ?? 0;
  const [source, target] = [(plan.rowOf.get(edge.from) ?? 0) + 1, plan.rowOf.get(edge.to) ?? 0];
  const into = `into ${edge.to}`;
  const rail = rails.get(railKey(plan, edge));
  if (spanOf(plan, edge) === 1 || !rail)
    return Math.abs(from - to) < 1 ? [] : [{ gap: target, key: into, from, to, isLow: true }];
  const out = source === target ? into : `out ${rail.key}`;
  return [
    { gap: source, key: out, from, to: rail.x, isLow: false },
    { gap: target, key: into, from: rail.x, to, isLow: true },
  ];
}
