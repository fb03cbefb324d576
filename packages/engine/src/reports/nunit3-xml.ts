import { secondsToNanoSeconds } from './durations.ts';
import { nunitMessage } from './nunit-message.ts';
import { attributeOf, hasRoot, nearest, readXml, type XmlElement } from './read-xml.ts';
import type { TestFormat, TestStatus } from './report-format.ts';

/** NUnit 3. */
export const nunit3Xml: TestFormat = {
  name: 'NUNIT3XML',
  title: 'Nunit3Xml',
  kind: 'TEST',
  extensions: ['.xml'],
  detect: (head) => hasRoot(head, 'test-run'),
  read(text, take) {
    readXml(text, {
      roots: ['test-run'],
      records: ['test-case'],
      take(element, ancestors) {
        const prefix = attributeOf(element, 'classname');
        const suite = attributeOf(nearest(ancestors, 'test-suite'), 'name');
        const message = nunitMessage(element);
        take({
          name: attributeOf(element, 'name') ?? attributeOf(element, 'fullname') ?? '',
          ...(prefix ? { prefix } : {}),
          ...(suite ? { suite } : {}),
          status: statusOf(element),
          durationNanoSeconds: secondsToNanoSeconds(attributeOf(element, 'duration')),
          ...(message ? { message } : {}),
        });
      },
    });
  },
};

/** A warning is no failure to NUnit either. */
function statusOf(element: XmlElement): TestStatus {
  switch (attributeOf(element, 'result')) {
    case 'Passed':
    case 'Warning':
      return 'SUCCEEDED';
    case 'Failed':
      return ['Error', 'Invalid', 'Cancelled'].includes(attributeOf(element, 'label') ?? '') ? 'ERROR' : 'FAILED';
    case 'Skipped':
      return 'SKIPPED';
    default:
      return 'UNKNOWN';
  }
}
