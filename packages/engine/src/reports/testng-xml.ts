import { millisecondsToNanoSeconds } from './durations.ts';
import { attributeOf, childNamed, hasRoot, nearest, readXml, type XmlElement } from './read-xml.ts';
import type { TestFormat, TestStatus } from './report-format.ts';

const STATUSES: Readonly<Record<string, TestStatus>> = { PASS: 'SUCCEEDED', FAIL: 'FAILED', SKIP: 'SKIPPED' };

/** `testng-results.xml`. Methods that only set up or take down are no tests. */
export const testngXml: TestFormat = {
  name: 'TESTNGXML',
  title: 'TestNGXml',
  kind: 'TEST',
  extensions: ['.xml'],
  detect: (head) => hasRoot(head, 'testng-results'),
  read(text, take) {
    readXml(text, {
      roots: ['testng-results'],
      records: ['test-method'],
      take(element, ancestors) {
        if (attributeOf(element, 'is-config') === 'true') return;
        const prefix = attributeOf(nearest(ancestors, 'class'), 'name');
        const suite = attributeOf(nearest(ancestors, 'suite'), 'name');
        const message = messageOf(element);
        take({
          name: attributeOf(element, 'name') ?? '',
          ...(prefix ? { prefix } : {}),
          ...(suite ? { suite } : {}),
          status: STATUSES[attributeOf(element, 'status') ?? ''] ?? 'UNKNOWN',
          durationNanoSeconds: millisecondsToNanoSeconds(attributeOf(element, 'duration-ms')),
          ...(message ? { message } : {}),
        });
      },
    });
  },
};

/** The whole trace, which begins with the message, or else the message. */
function messageOf(element: XmlElement): string | undefined {
  const exception = childNamed(element, 'exception');
  if (!exception) return undefined;
  const [trace, message] = ['full-stacktrace', 'message'].map((name) => childNamed(exception, name)?.text.trim());
  return trace || message || attributeOf(exception, 'class');
}
