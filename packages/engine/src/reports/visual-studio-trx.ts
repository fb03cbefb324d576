import { timeSpanToNanoSeconds } from './durations.ts';
import { attributeOf, childNamed, hasRoot, readXml, type XmlElement } from './read-xml.ts';
import type { TestCase, TestFormat, TestStatus } from './report-format.ts';

const STATUSES: Readonly<Record<string, TestStatus>> = {
  Passed: 'SUCCEEDED',
  PassedButRunAborted: 'SUCCEEDED',
  Warning: 'SUCCEEDED',
  Completed: 'SUCCEEDED',
  Failed: 'FAILED',
  Error: 'ERROR',
  Timeout: 'ERROR',
  Aborted: 'ERROR',
  Disconnected: 'ERROR',
  NotRunnable: 'ERROR',
  NotExecuted: 'SKIPPED',
};

/** What `dotnet test --logger trx` writes. Results name tests whose classes stand elsewhere in the file. */
export const visualStudioTrx: TestFormat = {
  name: 'VISUALSTUDIOTRX',
  title: 'VisualStudioTrx',
  kind: 'TEST',
  extensions: ['.trx', '.xml'],
  detect: (head) => hasRoot(head, 'TestRun'),
  read(text, take) {
    const classes = new Map<string, string>();
    const results: { readonly test: string; readonly testCase: TestCase }[] = [];
    readXml(text, {
      roots: ['TestRun'],
      records: ['UnitTest', 'UnitTestResult'],
      take(element) {
        if (element.name === 'UnitTest') {
          const className = attributeOf(childNamed(element, 'TestMethod'), 'className');
          // Older versions add the assembly: `Space.Class, Assembly, Version=…`.
          if (className) classes.set(attributeOf(element, 'id') ?? '', className.split(',', 1)[0] ?? className);
        } else if (attributeOf(element, 'resultType') !== 'DataDrivenTest') {
          // Of a test with a row of data for each run, the runs count: they are records of their own.
          results.push({ test: attributeOf(element, 'testId') ?? '', testCase: caseOf(element) });
        }
      },
    });
    for (const { test, testCase } of results) {
      const prefix = classes.get(test);
      take({ ...testCase, ...(prefix ? { prefix } : {}) });
    }
  },
};

function caseOf(element: XmlElement): TestCase {
  const output = childNamed(element, 'Output');
  const told = output && childNamed(output, 'ErrorInfo');
  const texts = told ? ['Message', 'StackTrace'].map((name) => childNamed(told, name)?.text.trim()) : [];
  const message = texts.filter(Boolean).join('\n');
  return {
    name: attributeOf(element, 'testName') ?? '',
    // The attribute is left out of results that the writer took for errors.
    status: STATUSES[attributeOf(element, 'outcome') ?? 'Error'] ?? 'UNKNOWN',
    durationNanoSeconds: timeSpanToNanoSeconds(attributeOf(element, 'duration')),
    ...(message ? { message } : {}),
  };
}
