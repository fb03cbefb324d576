/** Ends a run with the one line that CI reads: `N passed, N failed`. A skipped test fails CI. */
export default class ClosingLineReporter {
  onTestRunEnd(modules, errors) {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) count.failed++;
      for (const test of module.children.allTests()) count[test.result().state]++;
    }
    const skipped = count.skipped + count.pending;
    if (skipped > 0) {
      process.exitCode = 1;
      process.stdout.write(`${skipped} tests were skipped, which CI does not accept\n`);
    }
    process.stdout.write(`\n${count.passed} passed, ${count.failed + skipped} failed\n`);
  }
}
