import type { Build } from './build.ts';
import type { Overrides } from './new-build.ts';
import { pinnedVersion } from './pinned-version.ts';

/** The request with the secondary sources as an earlier build had them: on the branch that is asked for, at the commit it was at then. */
export function pinSecondaries(overrides: Overrides, { resolvedSecondaries = {} }: Build): Overrides {
  const asked = overrides.secondarySourcesVersionOverride ?? [];
  const pinned = Object.entries(resolvedSecondaries).map(([sourceIdentifier, commit]) => {
    const version = asked.find((one) => one.sourceIdentifier === sourceIdentifier)?.sourceVersion;
    return {
      sourceIdentifier,
      sourceVersion: pinnedVersion(version?.replace(/\^\{.*\}$/, ''), commit),
    };
  });
  const others = asked.filter(({ sourceIdentifier }) => resolvedSecondaries[sourceIdentifier] === undefined);
  const versions = [...others, ...pinned];
  return versions.length === 0 ? overrides : { ...overrides, secondarySourcesVersionOverride: versions };
}
