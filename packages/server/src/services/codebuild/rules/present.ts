/** `{ [key]: value }`, or nothing when there is no value: for members that are absent rather than undefined. */
export function present<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}
