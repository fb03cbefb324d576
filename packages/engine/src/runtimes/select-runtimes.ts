import type { Runtimes, RuntimeVersion } from './parse-runtimes.ts';

/** What to run before a build's own commands. */
export interface ChosenRuntime {
  readonly runtime: string;
  /** As it is named where it was found, or as it was asked for where an image takes any. */
  readonly version: string;
  readonly commands: readonly string[];
}

export interface SelectedRuntimes {
  readonly chosen: readonly ChosenRuntime[];
  /** Why the buildspec asks for what cannot be, in AWS's words. */
  readonly problem?: string;
}

const ANY = 'default';

/** Versions may name variables of the build: `$NODE` or `${NODE}`. */
export function expandVersions(
  asked: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  const expand = (text: string) =>
    text.replace(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (_, braced?: string, bare?: string) => environment[braced ?? bare ?? ''] ?? '',
    );
  return Object.fromEntries(Object.entries(asked).map(([runtime, version]) => [runtime, expand(version).trim()]));
}

/** Finds every version that is asked for among those that an image offers. */
export function selectRuntimes(asked: Readonly<Record<string, string>>, offered: Runtimes): SelectedRuntimes {
  const chosen: (ChosenRuntime & Pick<RuntimeVersion, 'requires'>)[] = [];
  for (const [runtime, version] of Object.entries(asked)) {
    const versions = Object.hasOwn(offered, runtime) ? offered[runtime] : undefined;
    if (!versions) return { chosen, problem: unknownRuntime(runtime, offered) };
    const name = findVersion(version, Object.keys(versions));
    const found = name === undefined ? undefined : versions[name];
    if (name === undefined || !found) return { chosen, problem: unknownVersion(runtime, version, versions) };
    const isAny = name === ANY;
    const commands = found.commands.map((command) =>
      isAny ? command.replace(/\$(VERSION\b|\{VERSION\})/g, version) : command,
    );
    chosen.push({ runtime, version: isAny ? version : name, commands, requires: found.requires });
  }
  const problem = findConflict(chosen);
  return problem === undefined ? { chosen } : { chosen, problem };
}

export interface MissingRuntime {
  readonly runtime: string;
  readonly version: string;
  /** The versions that there are instead, oldest first. */
  readonly known: readonly string[];
}

/** The same on a machine, whose versions are whole ones: `20` and `corretto17` are any of that line. */
export function selectInstalled(
  asked: Readonly<Record<string, string>>,
  installed: Runtimes,
): { readonly chosen: readonly ChosenRuntime[]; readonly missing: readonly MissingRuntime[] } {
  const chosen: ChosenRuntime[] = [];
  const missing: MissingRuntime[] = [];
  for (const [runtime, version] of Object.entries(asked)) {
    const versions = (Object.hasOwn(installed, runtime) ? installed[runtime] : undefined) ?? {};
    const known = Object.keys(versions).sort(compareVersions);
    const number = version.replace(/^(corretto|openjdk)/, '');
    const name = findVersion(number, known) ?? findVersion(`${number}.x`, known);
    if (name === undefined) missing.push({ runtime, version, known });
    else chosen.push({ runtime, version: name, commands: versions[name]?.commands ?? [] });
  }
  return { chosen, missing };
}

/** `18`, `18.x` and `latest` by the names there are; a version that none of them is goes to `default`. */
function findVersion(asked: string, names: readonly string[]): string | undefined {
  const known = names.filter((name) => name !== ANY);
  if (known.includes(asked)) return asked;
  const newest = (candidates: readonly string[]) => [...candidates].sort(compareVersions).at(-1);
  if (asked === 'latest') return newest(known);
  const line = /^(\d+(?:\.\d+)*)\.x$/.exec(asked)?.[1];
  if (line !== undefined) return newest(known.filter((name) => name === line || name.startsWith(`${line}.`)));
  return names.includes(ANY) && /^[\w.+-]+$/.test(asked) ? ANY : undefined;
}

/** By their numbers, so that 3.9 comes before 3.10. */
function compareVersions(one: string, other: string): number {
  const numbers = (text: string) => (text.match(/\d+/g) ?? []).map(Number);
  const [left, right] = [numbers(one), numbers(other)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? -1) - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return one < other ? -1 : 1;
}

const unknownRuntime = (runtime: string, offered: Runtimes) =>
  `Unknown runtime named '${runtime}'. This build image has the following runtimes: ${Object.keys(offered).sort().join(', ')}`;

function unknownVersion(runtime: string, version: string, versions: Readonly<Record<string, RuntimeVersion>>): string {
  const known = Object.keys(versions).filter((name) => name !== ANY);
  return `Unknown runtime version named '${version}' of ${runtime}. This build image has the following versions: ${known.sort(compareVersions).join(', ')}`;
}

/** AWS's own words for it are not known. [inferred] */
function findConflict(chosen: readonly (ChosenRuntime & Pick<RuntimeVersion, 'requires'>)[]): string | undefined {
  for (const { runtime, version, requires } of chosen) {
    for (const [other, versions] of Object.entries(requires)) {
      const selected = chosen.find((candidate) => candidate.runtime === other)?.version;
      if (selected !== undefined && versions.includes(selected)) continue;
      return `Runtime version '${version}' of ${runtime} requires ${other} to be one of: ${versions.join(', ')}`;
    }
  }
  return undefined;
}
