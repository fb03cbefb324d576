import { secondsToNanoSeconds } from './durations.ts';
import { attributeOf, childNamed, hasRoot, nearest, readXml, type XmlElement } from './read-xml.ts';
import type { TestFormat, TestStatus } from './report-format.ts';

/** Written by most test runners. The nearest `testsuite` is the suite, the class name the prefix. */
export const junitXml: TestFormat = {
  name: 'JUNITXML',
  title: 'JunitXml',
  kind: 'TEST',
  extensions: ['.xml'],
  detect: (head) => hasRoot(head, 'testsuites', 'testsuite'),
  read(text, take) {
    readXml(text, {
      roots: ['testsuites', 'testsuite'],
      records: ['testcase'],
      take(element, ancestors) {
        const suite = attributeOf(nearest(ancestors, 'testsuite'), 'name');
        const prefix = attributeOf(element, 'classname');
        const { status, reason } = outcomeOf(element);
        const message = reason && messageOf(reason);
        take({
          name: attributeOf(element, 'name') ?? '',
          ...(prefix ? { prefix } : {}),
          ...(suite ? { suite } : {}),
          status,
          durationNanoSeconds: secondsToNanoSeconds(attributeOf(element, 'time')),
          ...(message ? { message } : {}),
        });
      },
    });
  },
};

const OUTCOMES: readonly (readonly [string, TestStatus])[] = [
  ['error', 'ERROR'],
  ['failure', 'FAILED'],
  ['skipped', 'SKIPPED'],
];

function outcomeOf(element: XmlElement): { readonly status: TestStatus; readonly reason?: XmlElement } {
  for (const [name, status] of OUTCOMES) {
    const reason = childNamed(element, name);
    if (reason) return { status, reason };
  }
  // googletest says so of tests that are switched off.
  const isLeftOut =
    attributeOf(element, 'status') === 'notrun' ||
    ['skipped', 'suppressed'].includes(attributeOf(element, 'result') ?? '');
  return { status: isLeftOut ? 'SKIPPED' : 'SUCCEEDED' };
}

/** The message and what follows it, mostly a stack trace that begins with the message. */
function messageOf(reason: XmlElement): string {
  const message = attributeOf(reason, 'message') ?? '';
  const text = reason.text.trim();
  return text.includes(message) ? text : [message, text].filter(Boolean).join('\n');
}
