/** A graph to lay out: boxes of known sizes and the edges between them. */
export interface Graph {
  readonly start: string;
  readonly boxes: readonly Box[];
  readonly edges: readonly GraphEdge[];
}

/** In pixels. */
export interface Box {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Weak ones do not pull boxes towards each other. */
  readonly isWeak: boolean;
}

export interface Layers {
  /** Names, from left to right. */
  readonly rows: readonly (readonly string[])[];
  readonly rowOf: ReadonlyMap<string, number>;
}

const SWEEPS = 6;

/** Puts every box into a row below all that lead to it, but for edges that lead back; and orders the rows. */
export function findLayers(graph: Graph): Layers {
  const order = topologicalOrder(graph);
  const place = new Map(order.map((name, index) => [name, index]));
  const forward = graph.edges.filter(({ from, to }) => (place.get(from) ?? 0) < (place.get(to) ?? 0));
  const edgesInto = groupBy(forward, ({ to }) => to);
  const rowOf = new Map<string, number>();
  for (const name of order) {
    const above = (edgesInto.get(name) ?? []).map(({ from }) => rowOf.get(from) ?? 0);
    rowOf.set(name, above.length === 0 ? 0 : Math.max(...above) + 1);
  }
  const rows: string[][] = [];
  for (const name of order) {
    const row = rowOf.get(name) ?? 0;
    rows[row] = [...(rows[row] ?? []), name];
  }
  return { rows: orderRows(rows, forward), rowOf };
}

/** Depth first, so that only edges that close a loop lead from later to earlier. */
function topologicalOrder({ start, boxes, edges }: Graph): string[] {
  const edgesFrom = groupBy(edges, ({ from }) => from);
  const seen = new Set<string>();
  const done: string[] = [];
  for (const root of [start, ...boxes.map(({ name }) => name)]) {
    if (seen.has(root)) continue;
    seen.add(root);
    // The last edge first: so the first one's target comes first in the end.
    const path = [{ name: root, left: [...(edgesFrom.get(root) ?? [])] }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const edge = top.left.pop();
      if (!edge) done.push((path.pop() as { name: string }).name);
      else if (!seen.has(edge.to)) {
        seen.add(edge.to);
        path.push({ name: edge.to, left: [...(edgesFrom.get(edge.to) ?? [])] });
      }
    }
  }
  return done.reverse();
}

/** Each row by where its neighbours are, down and up again, so that edges cross little. */
function orderRows(rows: string[][], forward: readonly GraphEdge[]): string[][] {
  const above = groupBy(forward, ({ to }) => to);
  const below = groupBy(forward, ({ from }) => from);
  const position = new Map<string, number>();
  const number = (row: string[]) => {
    for (const [index, name] of row.entries()) position.set(name, (index + 0.5) / row.length);
  };
  rows.forEach(number);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const row of isDown ? rows : [...rows].reverse()) {
      const wanted = new Map(
        row.map((name) => {
          const edges = (isDown ? above : below).get(name) ?? [];
          const others = edges.map((edge) => position.get(isDown ? edge.from : edge.to) ?? 0);
          // What only catches errors stands to the right of what it stands by.
          const aside = edges.every(({ isWeak }) => isWeak) ? 0.001 : 0;
          return [name, others.length === 0 ? (position.get(name) ?? 0) : mean(others) + aside];
        }),
      );
      row.sort((one, other) => (wanted.get(one) ?? 0) - (wanted.get(other) ?? 0));
      number(row);
    }
  }
  return rows;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
