import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readPrices } from '@codeyard/engine/instance-pools/prices';
import { DEFAULTS, POOL_KEYS, readPool } from '@codeyard/engine/instance-pools/read-pool';
import { STRATEGIES } from '@codeyard/engine/instance-pools/strategies/all-strategies';
import { describe, expect, it } from 'vitest';
import { CONFIGURATION_KEYS, readConfiguration } from '../packages/aws-stack/src/action/configuration.ts';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');
const page = read('docs/build-environments.md');

/** The cells of a section's table; code has lost its marks in the first one. */
function tableOf(heading: string): string[][] {
  const section = page.slice(page.indexOf(`\n${heading}\n`) + heading.length + 2).split(/\n##+ /)[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .slice(2, row.lastIndexOf('|'))
      .split('|')
      .map((cell) => cell.trim()),
  );
}
const nameOf = ([cell = '']: string[]) => cell.replaceAll('`', '');
const problemsOf = (json: object) => {
  const answer = readPool(json);
  return 'problems' in answer ? answer.problems : [];
};
const examples = [...page.matchAll(/^```json\n(.*?)^```/gms)].map(([, text = '']) => JSON.parse(text) as object);

describe('docs/build-environments.md', () => {
  it('has every key of a pool, each once', () => {
    expect(tableOf('### Keys').map(nameOf).sort()).toEqual([...POOL_KEYS].filter((key) => key !== 'name').sort());
  });

  it.each(tableOf('### Keys'))('%s: has the default %s and the bounds %s', (cell, fallback, values) => {
    const key = nameOf([cell]);
    const isRequired = problemsOf({}).includes(`${key}: is missing`) && key !== 'instanceProfile';
    if (isRequired) expect(fallback).toBe('required');
    else if (key in DEFAULTS) expect(fallback).toBe(`\`${JSON.stringify(DEFAULTS[key as keyof typeof DEFAULTS])}\``);
    else expect(fallback).toMatch(/^(none|the (stack|image)'s)$/);
    const bounds = problemsOf({ [key]: -1 })
      .join('\n')
      .match(new RegExp(`^${key}: .* from (\\d+) to (\\d+)$`, 'm'));
    expect(values).toBe(bounds ? `${bounds[1]}–${bounds[2]}` : '');
  });

  it('has every strategy and every key of a schedule', () => {
    expect(tableOf('### Strategies').slice(1).map(nameOf)).toEqual(Object.keys(STRATEGIES));
    const schedule = Object.fromEntries(tableOf('### Schedules').map((row) => [nameOf(row), -1]));
    expect(Object.keys(schedule)).toHaveLength(4);
    expect(
      problemsOf({ schedules: [{ ...schedule, other: 1 }] }).filter((line) => line.endsWith('is unknown')),
    ).toEqual(['schedules[0].other: is unknown']);
  });

  it('has every key of the action, and its timeout', () => {
    expect(tableOf('## Build').map(nameOf).sort()).toEqual([...CONFIGURATION_KEYS].sort());
    const minutesOf = (more: object) => {
      const own = { Command: 'make', ImageId: 'ami-0123456789abcdef0', InstanceType: 'm5.large' };
      const answer = readConfiguration({ ...own, ...more }, []);
      return answer.ok ? answer.order.timeoutMinutes : undefined;
    };
    expect(page).toContain(`1 to 2880 minutes for the command; ${minutesOf({})} when left out`);
    expect([minutesOf({ TimeoutMinutes: '2880' }), minutesOf({ TimeoutMinutes: '2881' })]).toEqual([2880, undefined]);
  });

  it('has examples that can be used', () => {
    const [pools, prices] = [false, true].map((hasTypes) => examples.filter((json) => 'types' in json === hasTypes));
    expect(pools).toHaveLength(1);
    expect(pools?.map((pool) => problemsOf({ name: 'fast', instanceProfile: 'builders', ...pool }))).toEqual([[]]);
    expect(prices?.map(readPrices)).toMatchObject([{ prices: { date: '2026-10' } }]);
  });

  it('names outputs and parameters that the template has', () => {
    const template = read('packages/aws-stack/template.yml');
    for (const name of ['BuildLogs', 'InstanceRole', 'PoolsPath', 'Prices', 'LogRetentionDays']) {
      expect(page).toContain(name);
      expect(template).toContain(`\n  ${name}:\n`);
    }
  });
});
