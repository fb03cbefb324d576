import { describe, expect, it } from 'vitest';
import { parseRuntimes } from './parse-runtimes.ts';
import { expandVersions, selectInstalled, selectRuntimes } from './select-runtimes.ts';

const FILE = `version: 0.1
runtimes:
  android:
    versions:
      28:
        requires:
          java: [corretto8]
        commands:
          - use android 28
  java:
    versions:
      corretto8: {commands: [use java 8]}
      corretto17: {commands: [use java 17]}
  nodejs:
    versions:
      18: {commands: ['echo "Installing 18"', n $NODE_18]}
      20: {commands: [n $NODE_20]}
      default: {commands: ['n $VERSION', 'echo \${VERSION} $VERSIONS']}
  python:
    versions:
      3.9: {commands: [pyenv global 3.9]}
      3.10: {commands: [pyenv global 3.10]}
`;
const offered = parseRuntimes(FILE) ?? {};
const chosenOf = (asked: Record<string, string>) =>
  selectRuntimes(asked, offered).chosen.map(({ runtime, version, commands }) => [runtime, version, commands]);

describe('the runtimes of an image', () => {
  it.each([
    ['an exact version', { nodejs: '18' }, [['nodejs', '18', ['echo "Installing 18"', 'n $NODE_18']]]],
    ['a version that keeps its zero', { python: '3.10' }, [['python', '3.10', ['pyenv global 3.10']]]],
    [
      'a line',
      { nodejs: '18.x', python: '3.x' },
      [
        ['nodejs', '18', expect.anything()],
        ['python', '3.10', expect.anything()],
      ],
    ],
    [
      'the latest',
      { nodejs: 'latest', java: 'latest' },
      [
        ['nodejs', '20', expect.anything()],
        ['java', 'corretto17', expect.anything()],
      ],
    ],
    [
      'any, where the image takes any',
      { nodejs: '19.1.2' },
      [['nodejs', '19.1.2', ['n 19.1.2', 'echo 19.1.2 $VERSIONS']]],
    ],
    [
      'one that needs another',
      { android: '28', java: 'corretto8' },
      [
        ['android', '28', expect.anything()],
        ['java', 'corretto8', expect.anything()],
      ],
    ],
  ])('%s is found', (_, asked, chosen) => expect(chosenOf(asked)).toEqual(chosen));

  it.each([
    [
      { python: '3.8' },
      "Unknown runtime version named '3.8' of python. This build image has the following versions: 3.9, 3.10",
    ],
    [
      { python: '4.x' },
      "Unknown runtime version named '4.x' of python. This build image has the following versions: 3.9, 3.10",
    ],
    [
      { docker: '19' },
      "Unknown runtime named 'docker'. This build image has the following runtimes: android, java, nodejs, python",
    ],
    [
      { constructor: '1' },
      "Unknown runtime named 'constructor'. This build image has the following runtimes: android, java, nodejs, python",
    ],
    [
      { nodejs: '$(touch x)' },
      "Unknown runtime version named '$(touch x)' of nodejs. This build image has the following versions: 18, 20",
    ],
    [{ android: '28' }, "Runtime version '28' of android requires java to be one of: corretto8"],
    [{ android: '28', java: 'corretto17' }, "Runtime version '28' of android requires java to be one of: corretto8"],
  ])('%j is refused', (asked, problem) =>
    expect(selectRuntimes(asked as unknown as Record<string, string>, offered).problem).toBe(problem),
  );

  it('are told before the one that is refused', () => {
    const { chosen, problem } = selectRuntimes({ python: '3.9', nodejs: '10.x' }, offered);
    expect(chosen.map(({ runtime }) => runtime)).toEqual(['python']);
    expect(problem).toContain("'10.x' of nodejs");
  });

  it('are none in a file that is something else', () => {
    for (const text of ['', 'a: [', 'version: 0.1', 'runtimes: 3'])
      expect(Object.keys(parseRuntimes(text) ?? {})).toEqual([]);
  });
});

it('versions may name variables of the build', () => {
  const asked = expandVersions({ nodejs: '$NODE', python: `3.$\{MINOR}`, ruby: '$NONE' }, { NODE: '18', MINOR: '10' });
  expect(asked).toEqual({ nodejs: '18', python: '3.10', ruby: '' });
});

describe('the runtimes of a machine', () => {
  const version = (command: string) => ({ commands: [command], requires: {} });
  const installed = {
    nodejs: { '18.2.0': version('a'), '20.9.1': version('b'), '20.11.0': version('c') },
    java: { '17.0.9': version('d') },
  };
  it.each([
    [{ nodejs: '20' }, ['20.11.0'], []],
    [{ nodejs: '20.9.1', java: 'corretto17' }, ['20.9.1', '17.0.9'], []],
    [{ nodejs: 'latest' }, ['20.11.0'], []],
    [{ nodejs: '2' }, [], [{ runtime: 'nodejs', version: '2', known: ['18.2.0', '20.9.1', '20.11.0'] }]],
    [{ nodejs: '18.x', php: '8' }, ['18.2.0'], [{ runtime: 'php', version: '8', known: [] }]],
  ])('%j', (asked, versions, missing) => {
    const selected = selectInstalled(asked as unknown as Record<string, string>, installed);
    expect(selected.chosen.map((one) => one.version)).toEqual(versions);
    expect(selected.missing).toEqual(missing);
  });
});
