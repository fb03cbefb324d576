import { secondsToNanoSeconds } from './durations.ts';
import { nunitMessage } from './nunit-message.ts';
import { attributeOf, hasRoot, readXml, type XmlElement } from './read-xml.ts';
import type { TestFormat, TestStatus } from './report-format.ts';

/**
 * NUnit 2. The counts that AWS answers for NUnit's own sample file (in the CLI's examples) show that Inconclusive and
 * NotRunnable are errors and that Ignored is skipped.
 */
const STATUSES: Readonly<Record<string, TestStatus>> = {
  Success: 'SUCCEEDED',
  Failure: 'FAILED',
  Error: 'ERROR',
  Inconclusive: 'ERROR',
  NotRunnable: 'ERROR',
  Cancelled: 'ERROR',
  Ignored: 'SKIPPED',
  Skipped: 'SKIPPED',
};

export const nunitXml: TestFormat = {
  name: 'NUNITXML',
  title: 'NunitXml',
  kind: 'TEST',
  extensions: ['.xml'],
  detect: (head) => hasRoot(head, 'test-results'),
  read(text, take) {
    readXml(text, {
      roots: ['test-results'],
      records: ['test-case'],
      take(element, ancestors) {
        const name = attributeOf(element, 'name') ?? '';
        const prefix = prefixOf(name);
        const suite = ancestors.findLast((ancestor) => ancestor.name === 'test-suite')?.attributes.get('name');
        const message = nunitMessage(element);
        take({
          name,
          ...(prefix ? { prefix } : {}),
          ...(suite ? { suite } : {}),
          status: statusOf(element),
          durationNanoSeconds: secondsToNanoSeconds(attributeOf(element, 'time')),
          ...(message ? { message } : {}),
        });
      },
    });
  },
};

/** `A.B.Test(1.5)` belongs to `A.B`. */
function prefixOf(name: string): string {
  const [plain = ''] = name.split('(', 1);
  return plain.slice(0, Math.max(plain.lastIndexOf('.'), 0));
}

/** Files of NUnit before 2.5 say no more than whether a test was run and succeeded. */
function statusOf(element: XmlElement): TestStatus {
  const result = attributeOf(element, 'result');
  if (result) return STATUSES[result] ?? 'UNKNOWN';
  if (attributeOf(element, 'executed')?.toLowerCase() === 'false') return 'SKIPPED';
  const success = attributeOf(element, 'success')?.toLowerCase();
  return success === undefined ? 'UNKNOWN' : success === 'true' ? 'SUCCEEDED' : 'FAILED';
}
