/** The name that was probably meant, if one is near enough: `pre-build` and `prebuild` for `pre_build`. */
export function closestName(written: string, names: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = plain(written);
  // Anything longer is no misspelling, and comparing takes the product of both lengths.
  if (wanted.length > 40) return undefined;
  const [best] = names
    .map((name) => ({ name, distance: editDistance(wanted, plain(name)) }))
    .filter(
      ({ name, distance }) =>
        distance <= Math.min(2, Math.floor(plain(name).length / 3)) || isSwap(wanted, plain(name)),
    )
    .sort((a, b) => a.distance - b.distance);
  return best?.name;
}

/** Two neighbouring letters that changed places, as in `biuld`. */
function isSwap(from: string, to: string): boolean {
  const at = [...from].findIndex((letter, index) => letter !== to[index]);
  return at >= 0 && from.slice(0, at) + from.charAt(at + 1) + from.charAt(at) + from.slice(at + 2) === to;
}

/** How many letters have to be put in, taken out or changed. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const changed = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(changed, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
