import { toNanoSeconds } from './durations.ts';
import { type JsonMembers, listOf, membersOf, readJson, textOf } from './read-json.ts';
import { ReportUnreadable, type TestCase, type TestFormat, type TestStatus } from './report-format.ts';

/** A list of features with their scenarios. A background that is listed by itself belongs to the scenario after it. */
export const cucumberJson: TestFormat = {
  name: 'CUCUMBERJSON',
  title: 'CucumberJson',
  kind: 'TEST',
  extensions: ['.json'],
  detect: (head) => /^\s*\[\s*\{/.test(head) && /"elements"\s*:/.test(head) && /"(keyword|uri)"\s*:/.test(head),
  read(text, take) {
    const features = readJson(text);
    if (!Array.isArray(features)) throw new ReportUnreadable('foreign', 'it is no list of features');
    for (const value of features) {
      const feature = membersOf(value);
      if (!('elements' in feature) && !('uri' in feature)) throw new ReportUnreadable('foreign', 'it has no features');
      let before: readonly JsonMembers[] = [];
      for (const element of listOf(feature.elements).map(membersOf)) {
        const steps = [...before, ...stepsOf(element)];
        const isBackground = element.type === 'background';
        before = isBackground ? steps : [];
        if (!isBackground) take(caseOf(feature, element, steps));
      }
    }
  },
};

/** Hooks count as steps. */
const stepsOf = (element: JsonMembers): JsonMembers[] =>
  ['before', 'steps', 'after'].flatMap((name) => listOf(element[name]).map(membersOf));

/** The first that any step has decides. */
const STATUSES: readonly (readonly [string, TestStatus])[] = [
  ['failed', 'FAILED'],
  ['ambiguous', 'FAILED'],
  ['undefined', 'UNKNOWN'],
  ['pending', 'UNKNOWN'],
  ['unknown', 'UNKNOWN'],
  ['skipped', 'SKIPPED'],
];

function caseOf(feature: JsonMembers, element: JsonMembers, steps: readonly JsonMembers[]): TestCase {
  const results = steps.map((step) => membersOf(step.result));
  const has = (status: string) => results.some((result) => textOf(result.status).toLowerCase() === status);
  const [prefix, suite] = [textOf(feature.name), textOf(feature.uri)];
  const message = results
    .map((result) => textOf(result.error_message))
    .filter(Boolean)
    .join('\n');
  const nanoSeconds = results.reduce((sum, { duration }) => sum + (typeof duration === 'number' ? duration : 0), 0);
  return {
    name: textOf(element.name),
    ...(prefix ? { prefix } : {}),
    ...(suite ? { suite } : {}),
    status: STATUSES.find(([status]) => has(status))?.[1] ?? 'SUCCEEDED',
    durationNanoSeconds: toNanoSeconds(nanoSeconds / 1e9),
    ...(message ? { message } : {}),
  };
}
