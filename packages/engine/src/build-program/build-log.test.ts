import { expect, test } from 'vitest';
import { AGENT_LINES, containerLine, phasesFound } from './build-log.ts';

const AT = Date.UTC(2024, 2, 5, 18, 49, 31, 181);

test('a line of the agent has its prefix, the time in UTC with microseconds, and one newline', () => {
  expect(containerLine('[Container]', AT, 'Waiting for agent ping')).toBe(
    '[Container] 2024/03/05 18:49:31.181000 Waiting for agent ping\n',
  );
  expect(containerLine('[Instance]', AT, 'Running command a\nb\n')).toBe(
    '[Instance] 2024/03/05 18:49:31.181000 Running command a\nb\n',
  );
});

test('the context of a phase without failure keeps its blanks', () => {
  expect(AGENT_LINES.phaseContext({ statusCode: '', message: '' })).toBe('Phase context status code:  Message: ');
});

test('the phases of a buildspec are counted', () => {
  const phase = { runtimeVersions: {}, finally: [] };
  const phases = [
    { ...phase, name: 'install', commands: [] },
    { ...phase, name: 'pre_build', commands: ['a', 'b', 'c'] },
  ] as const;
  expect(phasesFound({ phases })).toEqual([
    'Phases found in YAML: 2',
    ' INSTALL: 0 commands',
    ' PRE_BUILD: 3 commands',
  ]);
});
