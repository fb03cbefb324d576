import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SecretVersion } from '../store.ts';
import { addVersion, moveStageByHand } from './stages.ts';

const version = (id: string, ...stages: string[]): SecretVersion => ({ id, stages, createdAt: 0, sealed: '' });
const shown = (versions: readonly SecretVersion[]) =>
  Object.fromEntries(versions.map(({ id, stages }) => [id, [...stages].sort()]));

describe('staging labels', () => {
  it('move on with every new current version', () => {
    const one = addVersion([], version('a', 'AWSCURRENT'));
    const two = addVersion(one, version('b', 'AWSCURRENT'));
    expect(shown(two)).toEqual({ a: ['AWSPREVIOUS'], b: ['AWSCURRENT'] });
    const three = addVersion(two, version('c', 'AWSCURRENT'));
    expect(shown(three)).toEqual({ a: [], b: ['AWSPREVIOUS'], c: ['AWSCURRENT'] });
  });

  it('stay where they are when a version comes with a label of its own', () => {
    const versions = addVersion([version('a', 'AWSCURRENT')], version('b', 'AWSPENDING'));
    expect(shown(versions)).toEqual({ a: ['AWSCURRENT'], b: ['AWSPENDING'] });
  });

  it('are moved by hand, the previous one with the current', () => {
    const versions = [version('a', 'AWSPREVIOUS'), version('b', 'AWSCURRENT')];
    expect(shown(moveStageByHand(versions, 'AWSCURRENT', 'a'))).toEqual({ a: ['AWSCURRENT'], b: ['AWSPREVIOUS'] });
    expect(shown(moveStageByHand(versions, 'mine', 'a'))).toEqual({ a: ['AWSPREVIOUS', 'mine'], b: ['AWSCURRENT'] });
  });

  it('stand for one version each, whatever happens', () => {
    const stages = fc.constantFrom('AWSCURRENT', 'AWSPENDING', 'mine');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), stages, fc.nat(9))), (steps) => {
        let versions: SecretVersion[] = [version('v0', 'AWSCURRENT')];
        for (const [add, stage, pick] of steps) {
          versions = add
            ? addVersion(versions, version(`v${versions.length}`, stage))
            : moveStageByHand(versions, stage, versions[pick % versions.length]?.id);
          const labels = versions.flatMap((each) => each.stages);
          expect(new Set(labels).size).toBe(labels.length);
          expect(labels).toContain('AWSCURRENT');
        }
      }),
    );
  });
});
