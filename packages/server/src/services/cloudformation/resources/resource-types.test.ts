import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { allResourceTypes, findResourceType } from './all-types.ts';
import type { ResourceType } from './resource-type.ts';
import { ALL_CASES } from './testing/all-cases.ts';
import { openResourceLab } from './testing/resource-lab.ts';

let yard: Yard;

beforeAll(async () => {
  yard = await startYard();
});

afterAll(() => yard?.stop());

it('every type has a case', () => {
  const acting = allResourceTypes().filter(({ isRecorded }) => !isRecorded);
  const cases = new Set(ALL_CASES.map(({ type }) => type));
  expect(acting.map(({ type }) => type).filter((type) => !cases.has(type))).toEqual([]);
});

it.each(allResourceTypes().map((type) => [type.type, type] as const))(
  '%s names its properties consistently',
  (_, type) => {
    const names = Object.keys(type.properties);
    expect((type.required ?? []).filter((name) => !names.includes(name))).toEqual([]);
    if (type.nameProperty) expect(type.properties[type.nameProperty]).toBe('replaces');
  },
);

describe.each(
  ALL_CASES.filter(({ needsStack }) => !needsStack).map((entry, index) => [entry.type, index, entry] as const),
)('%s (case %i)', (name, index, entry) => {
  const type = findResourceType(name) as ResourceType;
  const scope = `suite-${index}-${name.split('::').slice(1).join('-')}`;
  const labOf = (suffix = '') => openResourceLab(yard, type, `${scope}${suffix}`);

  it('is made, read back, changed, and deleted; each of it twice with the same result', async () => {
    const prepared = (await entry.prepare?.(yard)) ?? {};
    const properties = { ...entry.properties, ...prepared };
    const lab = labOf();
    const id = await lab.create('make', properties);
    expect(id).not.toBe('');
    expect(await lab.create('make', properties, true)).toBe(id);
    expect(await entry.look(yard, id)).toMatchObject(entry.expected as object);
    const attributes = await lab.read(id, properties);
    const told = Object.keys(attributes ?? {});
    for (const attribute of type.attributes.filter((known) => !known.endsWith('*'))) expect(told).toContain(attribute);
    if (entry.change) {
      const changed = { ...properties, ...entry.change };
      expect(await lab.update('change', id, properties, changed)).toBe(id);
      expect(await entry.look(yard, id)).toMatchObject(entry.expectedChange as object);
      expect(await lab.update('change', id, properties, changed)).toBe(id);
      // Back again, as a rollback does.
      expect(await lab.update('back', id, changed, properties)).toBe(id);
      expect(await entry.look(yard, id)).toMatchObject(entry.expected as object);
    }
    await lab.delete(id, properties);
    expect(await entry.look(yard, id)).toBeUndefined();
    expect(await lab.read(id, properties)).toBeUndefined();
    await lab.delete(id, properties);
  });

  if (entry.broken) {
    const { properties, reason } = entry.broken;
    it('says why it cannot be made', async () => {
      const prepared = (await entry.prepare?.(yard)) ?? {};
      await expect(
        labOf('-broken').create('make', { ...entry.properties, ...prepared, ...properties }),
      ).rejects.toThrow(reason);
    });
  }
});
