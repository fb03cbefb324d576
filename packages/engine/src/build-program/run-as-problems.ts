/** Why a command cannot run as the user that its phase asks for. */
export const RUN_AS_PROBLEMS = ['unknown-user', 'not-permitted', 'no-tool'] as const;
export type RunAsProblem = (typeof RUN_AS_PROBLEMS)[number];

/** The reason as users read it in the log and in the phase's context; AWS's own wording is not known. */
export function describeRunAsProblem(problem: RunAsProblem, user: string): string {
  switch (problem) {
    case 'unknown-user':
      return `unknown user ${user}`;
    case 'not-permitted':
      return `the build does not run as root and cannot become user ${user}`;
    case 'no-tool':
      return `cannot become user ${user}: none of setpriv, runuser and su works here`;
  }
}
