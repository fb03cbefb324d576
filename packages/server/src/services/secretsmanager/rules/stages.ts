import type { SecretVersion } from '../store.ts';

export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';
/** Versions without a label are kept up to this number. */
const MOST_UNLABELLED = 100;

/** The versions with a new one, which takes the labels it comes with; what was current becomes previous. */
export function addVersion(versions: readonly SecretVersion[], added: SecretVersion): SecretVersion[] {
  const moved = added.stages.reduce<SecretVersion[]>((list, stage) => moveStage(list, stage, undefined), [...versions]);
  const before = versions.find(({ stages }) => stages.includes(CURRENT));
  const list = added.stages.includes(CURRENT) && before ? moveStage(moved, PREVIOUS, before.id) : moved;
  return withoutOld([...list, added]);
}

/** A label stands for one version: it is taken from whoever has it and given to `id`, or to nobody. */
export function moveStage(versions: readonly SecretVersion[], stage: string, id: string | undefined): SecretVersion[] {
  return versions.map((version) => {
    const has = version.stages.includes(stage);
    if (version.id === id) return has ? version : { ...version, stages: [...version.stages, stage] };
    return has ? { ...version, stages: version.stages.filter((other) => other !== stage) } : version;
  });
}

/** Moving AWSCURRENT by hand moves AWSPREVIOUS to where it was. */
export function moveStageByHand(
  versions: readonly SecretVersion[],
  stage: string,
  id: string | undefined,
): SecretVersion[] {
  const before = versions.find(({ stages }) => stages.includes(CURRENT));
  const moved = moveStage(versions, stage, id);
  return stage === CURRENT && before && before.id !== id ? moveStage(moved, PREVIOUS, before.id) : moved;
}

function withoutOld(versions: readonly SecretVersion[]): SecretVersion[] {
  const unlabelled = versions.filter(({ stages }) => stages.length === 0);
  const old = new Set(unlabelled.slice(0, Math.max(0, unlabelled.length - MOST_UNLABELLED)));
  return versions.filter((version) => !old.has(version));
}
