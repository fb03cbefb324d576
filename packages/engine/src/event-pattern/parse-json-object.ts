/** Deeper JSON than this is not read, so that nothing that walks it can run out of stack; AWS's limit is of this order. */
const DEEPEST = 1000;

/** The JSON object a text holds; undefined when it holds something else, or nests too deep. */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (nesting(text) > DEEPEST) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** How deep brackets nest; those inside of texts count too, which only errs on the safe side. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
