/**
 * What AWS's documentation leaves open about a failing phase, decided here and nowhere else
 * (`spec/codebuild.md` section 24). Change a value when there is evidence; the tests name what follows from it.
 */
export const UNDOCUMENTED_CHOICES = {
  /**
   * `on-failure: CONTINUE` lets the next phases run; the phase itself and the build stay FAILED. AWS's own users re-fail
   * in post_build to be sure, so the safe reading is the one that never turns a broken build green.
   */
  buildSucceedsAfterContinue: false,
  /** `on-failure: ABORT` in BUILD ends the build: POST_BUILD does not run, and artifacts are not uploaded. */
  abortInBuildUploadsArtifacts: false,
  /**
   * The documentation says that RETRY reruns "the build". What is rerun here is the phase: with the environment and the
   * folder that it began with, in the same machine, without `finally`, which runs once after the last attempt.
   */
  retryReruns: 'phase',
  /** What is inside `$CODEBUILD_BUILD_SUCCEEDING` while `finally` runs after a failed command. */
  succeedingInFinallyAfterFailure: '0',
} as const;
