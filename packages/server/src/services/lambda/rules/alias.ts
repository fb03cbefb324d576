/** A name for a version, or for two of them by weight. */
export interface Alias {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Another version and the share of calls that it gets, from 0 to 1. */
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

/** The version that a call to an alias runs; `chance` is from 0 to below 1. */
export function chooseVersion({ version, weights }: Alias, chance: number): string {
  let passed = 0;
  for (const [other, weight] of Object.entries(weights)) {
    passed += weight;
    if (chance < passed) return other;
  }
  return version;
}
