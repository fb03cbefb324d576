/** A horizontal piece of a line in the gap above a row. */
export interface Track {
  readonly gap: number;
  /** Pieces of one key in one gap are drawn as one line. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** Whether it ends in the row below. */
  readonly isLow: boolean;
}

interface Bundle {
  readonly key: string;
  left: number;
  right: number;
  readonly isLow: boolean;
  track: number;
}

/** Free room to the left and right of a line. */
const ROOM = 8;

/** Numbers the tracks of every gap, from above, so that pieces of different lines do not lie on each other. */
export function chooseTracks(pieces: readonly Track[]) {
  const gaps = new Map<number, Map<string, Bundle>>();
  for (const { gap, key, from, to, isLow } of pieces) {
    const bundles = gaps.get(gap) ?? new Map<string, Bundle>();
    gaps.set(gap, bundles);
    const [left, right] = [Math.min(from, to), Math.max(from, to)];
    const bundle = bundles.get(key) ?? { key, left, right, isLow, track: 0 };
    bundle.left = Math.min(bundle.left, left);
    bundle.right = Math.max(bundle.right, right);
    bundles.set(key, bundle);
  }
  const counts = new Map([...gaps].map(([gap, bundles]) => [gap, number([...bundles.values()])]));
  return {
    count: (gap: number): number => counts.get(gap) ?? 0,
    trackOf: ({ gap, key }: Track): number => gaps.get(gap)?.get(key)?.track ?? 0,
  };
}

function number(bundles: Bundle[]): number {
  const ends: number[][] = [];
  for (const bundle of bundles.sort((one, other) => Number(one.isLow) - Number(other.isLow) || one.left - other.left)) {
    const isFree = (taken: number[]) =>
      taken.every(
        (_, index) => index % 2 === 1 || bundle.left > (taken[index + 1] ?? 0) || bundle.right < (taken[index] ?? 0),
      );
    const free = ends.findIndex(isFree);
    bundle.track = free < 0 ? ends.length : free;
    ends[bundle.track] = [...(ends[bundle.track] ?? []), bundle.left - ROOM, bundle.right + ROOM];
  }
  return ends.length;
}
