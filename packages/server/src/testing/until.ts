const PAUSE_MS = 15;
const PATIENCE_MS = 20_000;

/** Looks again and again until there is something true to see, and gives it back; throws when it never comes. */
export async function until<Value>(
  look: () => Promise<Value | undefined | false>,
  patienceMs = PATIENCE_MS,
): Promise<Value> {
  for (const end = performance.now() + patienceMs; performance.now() < end; ) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`it did not come to be within ${patienceMs / 1000} s: ${look}`);
}
