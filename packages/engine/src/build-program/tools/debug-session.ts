/**
 * Holds the word `paused` or `running`, by path relative to the build's root; it is there only when the build was started with
 * debugSessionEnabled. Every user of the build may write it, since commands may run as another one.
 */
export const DEBUG_SESSION_FILE = { path: 'control/debug-session', text: 'running\n', mode: 0o666 } as const;

const STATE = `#!/bin/sh
state=\${0%/bin/*}/debug-session
# Without a debug session this command does nothing, as on AWS.
[ -f "$state" ] || exit 0
`;

/** `codebuild-breakpoint`: waits until `codebuild-resume` runs in the same build. The time counts to the build's timeout. */
export const BREAKPOINT = `${STATE}
echo paused > "$state"
trap 'echo running > "$state"' EXIT
trap 'exit 143' HUP INT TERM
echo "The build is paused by codebuild-breakpoint."
echo "  enter it:        codeyard shell $CODEBUILD_BUILD_ID"
echo "  let it go on:    codebuild-resume, typed in there"
while read -r word < "$state" && [ "$word" = paused ]; do
  sleep 0.2 2>/dev/null || sleep 1
done
echo "The build goes on after its breakpoint."
`;

/** `codebuild-resume`: lets a paused build go on. */
export const RESUME = `${STATE}
echo running > "$state"
`;
