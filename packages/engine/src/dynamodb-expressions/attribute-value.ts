/** A DynamoDB value, as the wire has it; bytes are lower-case hexadecimal, so that they compare as text. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item };

/** Attributes by name. */
export interface Item {
  readonly [name: string]: AttributeValue;
}

export type ValueType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';

export const typeOf = (value: AttributeValue): ValueType => Object.keys(value)[0] as ValueType;

/** What a value holds, without its type. */
export const contentOf = (value: AttributeValue): unknown => Object.values(value)[0];
