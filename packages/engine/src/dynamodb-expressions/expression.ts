/** Where a value is in an item: the names and list places that lead to it. */
export type Path = readonly [string, ...(string | number)[]];

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'size'; readonly path: Path };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly inner: Condition }
  | { readonly kind: 'compare'; readonly operator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly value: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly value: Operand; readonly list: readonly Operand[] }
  | { readonly kind: 'exists'; readonly path: Path; readonly wanted: boolean }
  | { readonly kind: 'type' | 'begins-with' | 'contains'; readonly path: Path; readonly operand: Operand };

export type UpdateValue =
  | { readonly kind: 'operand'; readonly operand: Operand }
  | { readonly kind: 'if-not-exists'; readonly path: Path; readonly otherwise: UpdateValue }
  | { readonly kind: 'list-append'; readonly first: UpdateValue; readonly second: UpdateValue }
  | { readonly kind: 'plus' | 'minus'; readonly left: UpdateValue; readonly right: UpdateValue };

export interface Update {
  readonly set: readonly { readonly path: Path; readonly value: UpdateValue }[];
  readonly remove: readonly Path[];
  readonly add: readonly { readonly path: Path; readonly operand: Operand }[];
  readonly delete: readonly { readonly path: Path; readonly operand: Operand }[];
}

/** What is wrong with an expression, or with using it; the message is DynamoDB's. */
export class ExpressionProblem extends Error {}
