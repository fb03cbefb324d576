import { climbs } from './climbs.ts';

/** What goes into one output artifact. */
export interface OutputPaths {
  readonly artifact: string;
  /** Below the working directory; each goes into the archive by this path. */
  readonly paths: readonly string[];
}

/**
 * Reads `OutputArtifactPath`: paths, separated by commas or lines, for the action's only output artifact; with several output
 * artifacts each path is given as `Artifact=path`.
 */
export function readOutputPaths(
  text: string | undefined,
  artifacts: readonly string[],
  say: (problem: string) => void,
): OutputPaths[] {
  const entries = (text ?? '')
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const paths = new Map<string, string[]>(artifacts.map((name) => [name, []]));
  for (const entry of entries) {
    const { artifact, path } = splitEntry(entry, artifacts);
    if (climbs(path)) say(`"${path}" leads out of the working directory. Give a path below it.`);
    else if (artifact === undefined) {
      const why =
        artifacts.length === 0 ? 'the action has no output artifact' : `it has several (${artifacts.join(', ')})`;
      say(
        artifacts.length === 0
          ? `"${entry}" goes nowhere: ${why}.`
          : `"${entry}" does not say which output artifact it goes into: ${why}. Write ${artifacts[0]}=${path}.`,
      );
    } else paths.get(artifact)?.push(path);
  }
  for (const [artifact, found] of paths) {
    if (found.length === 0) say(`says nothing of the output artifact ${artifact}. Give the path that goes into it.`);
  }
  return [...paths].map(([artifact, found]) => ({ artifact, paths: found }));
}

function splitEntry(entry: string, artifacts: readonly string[]): { artifact: string | undefined; path: string } {
  const at = entry.indexOf('=');
  const name = entry.slice(0, Math.max(at, 0)).trim();
  if (at > 0 && artifacts.includes(name)) return { artifact: name, path: entry.slice(at + 1).trim() };
  return { artifact: artifacts.length === 1 ? artifacts[0] : undefined, path: entry };
}
