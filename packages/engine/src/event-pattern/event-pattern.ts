/** What an event must look like, as EventBridge rules and SNS filter policies say it. Made by `parseEventPattern`. */
export interface EventPattern {
  /** All of them must hold. */
  readonly fields: readonly PatternField[];
  /** One entry per `$or`: of each, at least one alternative must hold. */
  readonly alternatives: readonly (readonly EventPattern[])[];
}

/** A field's values must satisfy one of the matchers, or the object in it must match the pattern. */
export interface PatternField {
  readonly name: string;
  readonly test: EventPattern | readonly Matcher[];
}

export type Scalar = string | number | boolean | null;

/** One way a single value can match. `exists: false` looks at the event's whole path instead. */
export type Matcher =
  | { readonly kind: 'equals'; readonly value: Scalar }
  | { readonly kind: 'equals-ignore-case'; readonly text: string }
  | { readonly kind: 'prefix' | 'suffix'; readonly text: string; readonly ignoreCase: boolean }
  | { readonly kind: 'wildcard'; readonly pieces: readonly string[] }
  | { readonly kind: 'numeric'; readonly low?: Bound; readonly high?: Bound }
  | { readonly kind: 'cidr'; readonly range: AddressRange }
  | { readonly kind: 'exists'; readonly expected: boolean }
  | { readonly kind: 'anything-but'; readonly matchers: readonly Matcher[] };

export interface Bound {
  readonly value: number;
  readonly included: boolean;
}

/** Addresses from `first` to `last`, both included, of IP version 4 or 6. */
export interface AddressRange {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** A pattern that cannot be used; the message is the reason as AWS words it. */
export class PatternProblem extends Error {}
