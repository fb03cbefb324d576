const LONGEST_WAIT_MS = 20_000;
const LOOK_EVERY_MS = 10;

/** What `look` answers once it satisfies `isIt`. */
export async function eventually<T>(look: () => T | Promise<T>, isIt: (found: T) => boolean): Promise<T> {
  const deadline = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const found = await look();
    if (isIt(found)) return found;
    if (performance.now() > deadline) throw new Error(`waited in vain; last seen: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
