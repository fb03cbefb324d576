import type { CoverageRow, TestCase } from '../report-format.ts';

/** A file as a tool writes it, and what it comes to. */
export interface ReportFile {
  readonly format: string;
  readonly what: string;
  readonly text: string;
  readonly cases?: readonly TestCase[];
  readonly rows?: readonly CoverageRow[];
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const row = (filePath: string, counts: readonly [number, number, number, number]): CoverageRow => {
  const [linesCovered, linesMissed, branchesCovered, branchesMissed] = counts;
  return { filePath, linesCovered, linesMissed, branchesCovered, branchesMissed };
};

export const REPORT_FILES: readonly ReportFile[] = [
  {
    format: 'JUNITXML',
    what: 'of Surefire',
    text: `${XML}<testsuite name="com.shop.CartTest" tests="4" time="1.5">
  <properties><property name="user.name" value="x"/></properties>
  <testcase name="adds" classname="com.shop.CartTest" time="0.012"/>
  <testcase name="removes" classname="com.shop.CartTest" time="1,234.5">
    <failure message="expected 1" type="AssertionError">AssertionError: expected 1
	at com.shop.CartTest.removes(CartTest.java:7)</failure>
    <system-out><![CDATA[<testcase name="no test"/>]]></system-out>
  </testcase>
  <testcase name="breaks" classname="com.shop.CartTest" time="0,25"><error message="boom" type="X"/></testcase>
  <testcase name="waits" classname="com.shop.CartTest"><skipped message="later"/></testcase>
</testsuite>`,
    cases: [
      {
        ...{ name: 'adds', prefix: 'com.shop.CartTest', suite: 'com.shop.CartTest' },
        ...{ status: 'SUCCEEDED', durationNanoSeconds: 12_000_000 },
      },
      {
        ...{ name: 'removes', prefix: 'com.shop.CartTest', suite: 'com.shop.CartTest' },
        ...{ status: 'FAILED', durationNanoSeconds: 1_234_500_000_000 },
        message: 'AssertionError: expected 1\n\tat com.shop.CartTest.removes(CartTest.java:7)',
      },
      {
        ...{ name: 'breaks', prefix: 'com.shop.CartTest', suite: 'com.shop.CartTest' },
        ...{ status: 'ERROR', durationNanoSeconds: 250_000_000, message: 'boom' },
      },
      {
        ...{ name: 'waits', prefix: 'com.shop.CartTest', suite: 'com.shop.CartTest' },
        ...{ status: 'SKIPPED', durationNanoSeconds: 0, message: 'later' },
      },
    ],
  },
  {
    format: 'JUNITXML',
    what: 'with suites in suites, and tests that googletest leaves out',
    text: `\uFEFF${XML}<!-- made by hand --><testsuites name="all"><testsuite name="outer"><testsuite name="inner">
      <testcase name="a &amp; b &lt;1&gt;" time="nonsense"><failure message="no">why</failure></testcase>
      <testcase name="off" status="notrun"/><testcase name="too" status="run" result="suppressed"/></testsuite></testsuite></testsuites>`,
    cases: [
      { name: 'a & b <1>', suite: 'inner', status: 'FAILED', durationNanoSeconds: 0, message: 'no\nwhy' },
      { name: 'off', suite: 'inner', status: 'SKIPPED', durationNanoSeconds: 0 },
      { name: 'too', suite: 'inner', status: 'SKIPPED', durationNanoSeconds: 0 },
    ],
  },
  { format: 'JUNITXML', what: 'without tests', text: '<testsuites/>', cases: [] },
  {
    format: 'CUCUMBERJSON',
    what: 'with a background, hooks and every status',
    text: JSON.stringify([
      {
        uri: 'features/cart.feature',
        keyword: 'Feature',
        name: 'Cart',
        elements: [
          { type: 'background', steps: [{ result: { status: 'passed', duration: 5 } }] },
          {
            type: 'scenario',
            name: 'adds',
            before: [{ result: { status: 'passed', duration: 1 } }],
            steps: [{ result: { status: 'passed', duration: 1_000 } }],
          },
          {
            type: 'scenario',
            name: 'removes',
            steps: [{ result: { status: 'skipped' } }],
            after: [{ result: { status: 'failed', duration: 7, error_message: 'boom' } }],
          },
          { type: 'scenario', name: 'dreams', steps: [{ result: { status: 'undefined' } }] },
          { type: 'scenario', name: 'rests', steps: [{ result: { status: 'skipped' } }] },
        ],
      },
      { uri: 'features/empty.feature', keyword: 'Feature', name: 'Empty' },
    ]),
    cases: [
      { name: 'adds', status: 'SUCCEEDED' as const, durationNanoSeconds: 1_006 },
      { name: 'removes', status: 'FAILED' as const, durationNanoSeconds: 7, message: 'boom' },
      { name: 'dreams', status: 'UNKNOWN' as const, durationNanoSeconds: 0 },
      { name: 'rests', status: 'SKIPPED' as const, durationNanoSeconds: 0 },
    ].map((testCase) => ({ ...testCase, prefix: 'Cart', suite: 'features/cart.feature' })),
  },
  {
    format: 'TESTNGXML',
    what: 'with a method that only sets up',
    text: `${XML}<testng-results skipped="1" failed="1" passed="1"><reporter-output/><suite name="Suite" duration-ms="9">
      <groups/><test name="Test"><class name="com.shop.CartTest">
      <test-method status="PASS" name="setUp" is-config="true" duration-ms="3"/>
      <test-method status="PASS" name="adds" duration-ms="4"/>
      <test-method status="FAIL" name="removes" duration-ms="1"><exception class="java.lang.AssertionError">
        <message><![CDATA[no]]></message><full-stacktrace><![CDATA[AssertionError: no\nat X]]></full-stacktrace></exception></test-method>
      <test-method status="SKIP" name="waits" duration-ms="0"/></class></test></suite></testng-results>`,
    cases: [
      { name: 'adds', status: 'SUCCEEDED' as const, durationNanoSeconds: 4_000_000 },
      {
        ...{ name: 'removes', status: 'FAILED' as const, durationNanoSeconds: 1_000_000 },
        message: 'AssertionError: no\nat X',
      },
      { name: 'waits', status: 'SKIPPED' as const, durationNanoSeconds: 0 },
    ].map((testCase) => ({ ...testCase, prefix: 'com.shop.CartTest', suite: 'Suite' })),
  },
  {
    format: 'VISUALSTUDIOTRX',
    what: 'with rows of data, and a class of the old kind',
    text: `${XML}<TestRun id="1" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
      <UnitTestResult testId="a" testName="Adds" duration="00:00:01.5000000" outcome="Passed"/>
      <UnitTestResult testId="b" testName="Rows" outcome="Failed" resultType="DataDrivenTest"><InnerResults>
        <UnitTestResult testId="b" testName="Rows (1)" duration="00:00:00.0010000" outcome="Failed" resultType="DataDrivenDataRow">
          <Output><ErrorInfo><Message>Assert failed</Message><StackTrace>at X</StackTrace></ErrorInfo></Output></UnitTestResult>
      </InnerResults></UnitTestResult>
      <UnitTestResult testId="c" testName="Waits" outcome="NotExecuted"/>
      <UnitTestResult testId="d" testName="Late" duration="1.00:00:00" outcome="Timeout"/>
      <UnitTestResult testId="d" testName="Odd" outcome="Inconclusive"/></Results>
      <TestDefinitions><UnitTest id="a"><TestMethod className="Shop.CartTest" name="Adds"/></UnitTest>
      <UnitTest id="b"><TestMethod className="Shop.RowTest, Shop, Version=1.0.0.0" name="Rows"/></UnitTest></TestDefinitions></TestRun>`,
    cases: [
      { name: 'Adds', prefix: 'Shop.CartTest', status: 'SUCCEEDED', durationNanoSeconds: 1_500_000_000 },
      {
        ...{ name: 'Rows (1)', prefix: 'Shop.RowTest', status: 'FAILED', durationNanoSeconds: 1_000_000 },
        message: 'Assert failed\nat X',
      },
      { name: 'Waits', status: 'SKIPPED', durationNanoSeconds: 0 },
      { name: 'Late', status: 'ERROR', durationNanoSeconds: 86_400_000_000_000 },
      { name: 'Odd', status: 'UNKNOWN', durationNanoSeconds: 0 },
    ],
  },
  {
    format: 'NUNITXML',
    what: 'of NUnit 2, with the statuses that AWS answers',
    text: `${XML}<test-results name="mock.dll" total="5"><test-suite type="Assembly" name="mock.dll"><results>
      <test-suite type="TestFixture" name="MockTestFixture"><results>
      <test-case name="A.MockTestFixture.Fine" executed="True" result="Success" success="True" time="0.016"/>
      <test-case name="A.MockTestFixture.Fails(1.5)" executed="True" result="Failure" success="False" time="0.001"><failure>
        <message><![CDATA[Intentional failure]]></message><stack-trace><![CDATA[at A\n]]></stack-trace></failure></test-case>
      <test-case name="A.MockTestFixture.NotRunnable" executed="False" result="NotRunnable"><reason><message>No arguments were provided</message></reason></test-case>
      <test-case name="A.MockTestFixture.Open" executed="True" result="Inconclusive"/>
      <test-case name="A.MockTestFixture.Ignored" executed="False" result="Ignored"/>
      <test-case name="Old" executed="True" success="False" time="0"/><test-case name="Older" executed="False"/>
      </results></test-suite></results></test-suite></test-results>`,
    cases: [
      { name: 'A.MockTestFixture.Fine', status: 'SUCCEEDED' as const, durationNanoSeconds: 16_000_000 },
      {
        ...{ name: 'A.MockTestFixture.Fails(1.5)', status: 'FAILED' as const, durationNanoSeconds: 1_000_000 },
        message: 'Intentional failure\nat A\n\n',
      },
      {
        ...{ name: 'A.MockTestFixture.NotRunnable', status: 'ERROR' as const, durationNanoSeconds: 0 },
        message: 'No arguments were provided\n',
      },
      { name: 'A.MockTestFixture.Open', status: 'ERROR' as const, durationNanoSeconds: 0 },
      { name: 'A.MockTestFixture.Ignored', status: 'SKIPPED' as const, durationNanoSeconds: 0 },
      { name: 'Old', status: 'FAILED' as const, durationNanoSeconds: 0 },
      { name: 'Older', status: 'SKIPPED' as const, durationNanoSeconds: 0 },
    ].map((testCase) => ({
      ...testCase,
      ...(testCase.name.startsWith('A.') ? { prefix: 'A.MockTestFixture' } : {}),
      suite: 'MockTestFixture',
    })),
  },
  {
    format: 'NUNIT3XML',
    what: 'of NUnit 3',
    text: `${XML}<test-run id="2" testcasecount="5"><test-suite type="Assembly" name="mock.dll"><test-suite type="TestFixture" name="CartTest">
      <test-case name="Fine" fullname="A.CartTest.Fine" classname="A.CartTest" result="Passed" duration="0.5"/>
      <test-case name="Fails" classname="A.CartTest" result="Failed" duration="0.1"><failure><message>no</message><stack-trace>at A</stack-trace></failure></test-case>
      <test-case name="Breaks" classname="A.CartTest" result="Failed" label="Error"/>
      <test-case name="Waits" classname="A.CartTest" result="Skipped" label="Ignored"><reason><message>later</message></reason></test-case>
      <test-case name="Warns" classname="A.CartTest" result="Warning"/>
      <test-case name="Open" classname="A.CartTest" result="Inconclusive"/></test-suite></test-suite></test-run>`,
    cases: [
      { name: 'Fine', status: 'SUCCEEDED' as const, durationNanoSeconds: 500_000_000 },
      { name: 'Fails', status: 'FAILED' as const, durationNanoSeconds: 100_000_000, message: 'no\nat A\n' },
      { name: 'Breaks', status: 'ERROR' as const, durationNanoSeconds: 0 },
      { name: 'Waits', status: 'SKIPPED' as const, durationNanoSeconds: 0, message: 'later\n' },
      { name: 'Warns', status: 'SUCCEEDED' as const, durationNanoSeconds: 0 },
      { name: 'Open', status: 'UNKNOWN' as const, durationNanoSeconds: 0 },
    ].map((testCase) => ({ ...testCase, prefix: 'A.CartTest', suite: 'CartTest' })),
  },
  {
    format: 'CLOVERXML',
    what: 'of Istanbul, with and without metrics',
    text: `${XML}<coverage generated="1" clover="3.2.0"><project timestamp="1" name="All files"><metrics statements="9"/><package name="src">
      <file name="a.ts" path="/work/src/a.ts"><metrics statements="6" coveredstatements="5" conditionals="2" coveredconditionals="1"/>
        <line num="1" count="1" type="stmt"/></file>
      <file name="b.ts"><line num="1" count="2" type="stmt"/><line num="2" type="cond" count="1" truecount="1" falsecount="0"/>
        <line num="3" count="0" type="stmt"/><line num="4" count="1" type="method"/></file></package></project></coverage>`,
    rows: [row('/work/src/a.ts', [5, 1, 1, 1]), row('b.ts', [2, 1, 1, 1])],
  },
  {
    format: 'COBERTURAXML',
    what: 'with a document type and two classes in one file',
    text: `${XML}<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
      <coverage line-rate="0.5" version="1"><sources><source>.</source></sources><packages><package name="p"><classes>
      <class name="A" filename="src/a.py"><methods><method name="m"><lines><line number="1" hits="1"/></lines></method></methods>
        <lines><line number="1" hits="1"/><line number="2" hits="0" branch="true" condition-coverage="50% (1/2)"/></lines></class>
      <class name="A$1" filename="src/a.py"><methods/><lines><line number="2" hits="3"/><line number="3" hits="0"/></lines></class>
      <class name="B" filename="src/b.py"><methods><method name="m"><lines><line number="1" hits="0"/></lines></method></methods></class>
      </classes></package></packages></coverage>`,
    rows: [row('src/a.py', [2, 1, 1, 1]), row('src/b.py', [0, 1, 0, 0])],
  },
  {
    format: 'JACOCOXML',
    what: 'with groups',
    text: `${XML}<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd" [ <!ENTITY x "y"> ]>
      <report name="shop"><sessioninfo id="x" start="1" dump="2"/><group name="core"><package name="com/shop">
      <class name="com/shop/Cart" sourcefilename="Cart.java"><counter type="LINE" missed="9" covered="9"/></class>
      <sourcefile name="Cart.java"><line nr="1" mi="0" ci="1"/><counter type="INSTRUCTION" missed="1" covered="1"/>
        <counter type="BRANCH" missed="1" covered="3"/><counter type="LINE" missed="1" covered="10"/></sourcefile></package>
      <package name=""><sourcefile name="Main.java"><counter type="LINE" missed="4" covered="0"/></sourcefile></package></group></report>`,
    rows: [row('com/shop/Cart.java', [10, 1, 3, 1]), row('Main.java', [0, 4, 0, 0])],
  },
  {
    format: 'SIMPLECOV',
    what: 'of two commands, the second one of an old version',
    text: JSON.stringify({
      RSpec: {
        coverage: {
          '/app/a.rb': {
            lines: [1, null, 0, 0],
            branches: { '[:if, 0, 3, 4, 5, 6]': { '[:then, 1]': 2, '[:else, 2]': 0 } },
          },
        },
        timestamp: 1,
      },
      Cucumber: { coverage: { '/app/a.rb': [0, null, 0, 4], '/app/b.rb': [null, 0] } },
    }),
    rows: [row('/app/a.rb', [2, 1, 1, 1]), row('/app/b.rb', [0, 1, 0, 0])],
  },
  {
    format: 'SIMPLECOV',
    what: 'of the JSON formatter',
    text: JSON.stringify({
      meta: { simplecov_version: '0.22.0' },
      coverage: { '/app/a.rb': { lines: [1, null, 'ignored', 0], branches: [{ coverage: 1 }, { coverage: 0 }] } },
      groups: {},
    }),
    rows: [row('/app/a.rb', [1, 1, 1, 1])],
  },
];

/** What is no report of the format, and why. */
export const UNREADABLE_FILES: readonly {
  readonly format: string;
  readonly text: string;
  readonly reason: 'foreign' | 'malformed';
  readonly message: RegExp;
}[] = [
  { format: 'JUNITXML', text: '', reason: 'malformed', message: /root element/ },
  { format: 'JUNITXML', text: 'no xml at all', reason: 'malformed', message: /not well-formed/ },
  { format: 'JUNITXML', text: '<testsuite><testcase name="a"/>', reason: 'malformed', message: /not well-formed/ },
  { format: 'JUNITXML', text: '<html/>', reason: 'foreign', message: /the root element is html/ },
  {
    format: 'JUNITXML',
    text: '<!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><testsuite><testcase name="&b;"/></testsuite>',
    reason: 'malformed',
    message: /entity/,
  },
  {
    format: 'JUNITXML',
    text: `${'<testsuite>'.repeat(300)}${'</testsuite>'.repeat(300)}`,
    reason: 'malformed',
    message: /nested too deeply/,
  },
  { format: 'CUCUMBERJSON', text: '{}', reason: 'foreign', message: /no list of features/ },
  { format: 'CUCUMBERJSON', text: '[1]', reason: 'foreign', message: /no features/ },
  { format: 'CUCUMBERJSON', text: '[{"elements": [', reason: 'malformed', message: /JSON/ },
  { format: 'SIMPLECOV', text: '{"timestamp": 1, "metrics": {}}', reason: 'foreign', message: /no coverage/ },
  { format: 'SIMPLECOV', text: 'null', reason: 'foreign', message: /no coverage/ },
  { format: 'JACOCOXML', text: '<coverage/>', reason: 'foreign', message: /the root element is coverage/ },
];
