import { describeRunAsProblem } from './run-as-problems.ts';

/**
 * The part of a build program that is the same for every build, in the shell language that dash, bash and busybox ash
 * share. Its names begin with `cy_`, because commands inherit the environment of the program. Standard output is the
 * build's log, standard error a file of its own; a command's output goes to the log without a pipe, so that a process
 * left in the background never holds the program up. Few processes are started: per command `date`, the command's own
 * shell and its `cat`.
 */
export const PROGRAM_RUNTIME = `
umask 022
if ! mkdir "$cy_root/control/started"; then
  [ -d "$cy_root/control/started" ] && exit 0
  exit 1
fi 2>/dev/null
printf '%s\\n' "$$" > "$cy_root/control/pid"
exec </dev/null >>"$cy_root/control/output.log" 2>>"$cy_root/control/errors.log"
cd "$cy_source" || cd "$cy_root"
PATH="$cy_root/control/bin:\${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}"
export PATH

cy_newline='
'

# Reads the clock: cy_now is milliseconds since the epoch, cy_stamp the time as the log shows it.
if [ "\${BASH_VERSINFO:-0}" -ge 5 ] 2>/dev/null; then
  cy_read_clock() {
    cy_clock=$EPOCHREALTIME
    cy_fraction=\${cy_clock#*[.,]}
    cy_clock=\${cy_clock%[.,]*}
    cy_now=$cy_clock\${cy_fraction%???}
    TZ=UTC0 printf -v cy_stamp '%(%Y/%m/%d %H:%M:%S)T' "$cy_clock"
    cy_stamp=$cy_stamp.$cy_fraction
  }
else
  case $(date +%N) in
    [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]) cy_fraction=%N ;;
    *) cy_fraction=000000000 ;;
  esac
  cy_read_clock() {
    cy_clock=$(date -u "+%s$cy_fraction %Y/%m/%d %H:%M:%S.$cy_fraction")
    cy_now=\${cy_clock%% *}
    cy_now=\${cy_now%??????}
    cy_stamp=\${cy_clock#* }
    cy_stamp=\${cy_stamp%???}
  }
fi

# A line of the log, at the time last read.
cy_say() {
  case $1 in
    *"$cy_newline") printf '%s %s %s' "$cy_prefix" "$cy_stamp" "$1" ;;
    *) printf '%s %s %s\\n' "$cy_prefix" "$cy_stamp" "$1" ;;
  esac
}

# A line of the event file, in one write.
cy_tell() {
  printf '%s\\n' "$1" >> "$cy_root/control/events.log"
}

cy_mark_failing() {
  printf "export CODEBUILD_BUILD_SUCCEEDING='0'\\n" >> "$cy_environment"
}

# Finds out how to become the phase's user: cy_become is the tool, cy_problem why it cannot be done.
cy_find_user() {
  cy_user_sought=$cy_user
  cy_become=''
  cy_problem=''
  [ -n "$cy_user" ] || return 0
  cy_uid=$(id -u -- "$cy_user" 2>/dev/null) || { cy_problem=unknown-user; return 0; }
  cy_own_uid=$(id -u)
  [ "$cy_uid" = "$cy_own_uid" ] && return 0
  [ "$cy_own_uid" = 0 ] || { cy_problem=not-permitted; return 0; }
  cy_gid=$(id -g -- "$cy_user")
  if setpriv --reuid "$cy_uid" --regid "$cy_gid" --init-groups id; then cy_become=setpriv
  elif runuser -u "$cy_user" -- id; then cy_become=runuser
  elif su -s /bin/sh -c id "$cy_user"; then cy_become=su
  else cy_problem=no-tool
  fi >/dev/null 2>&1
  [ -z "$cy_problem" ] || return 0
  : > "$cy_script"
  chmod a+x "$cy_root" "$cy_root/output" "$cy_root/output/tmp" "$cy_root/control" "$cy_root/control/bin"
  chown "$cy_uid" "$cy_environment" "$cy_directory" "$cy_script"
}

cy_start_shell() {
  case $cy_become in
    setpriv) setpriv --reuid "$cy_uid" --regid "$cy_gid" --init-groups "$cy_shell" "$cy_script" ;;
    runuser) runuser -u "$cy_user" -- "$cy_shell" "$cy_script" ;;
    su) su -s /bin/sh -c "$cy_shell_line" "$cy_user" ;;
    *) "$cy_shell" "$cy_script" ;;
  esac 2>&1
}

cy_describe_problem() {
  case $cy_problem in
    unknown-user) cy_reason="${describeRunAsProblem('unknown-user', '$cy_user')}" ;;
    not-permitted) cy_reason="${describeRunAsProblem('not-permitted', '$cy_user')}" ;;
    no-tool) cy_reason="${describeRunAsProblem('no-tool', '$cy_user')}" ;;
    *) cy_reason="exit status $cy_status" ;;
  esac
}

# Runs one command of the current list: its index, its text. The first failure of a phase is what explains it.
cy_run() {
  cy_read_clock
  cy_say "Running command $2"
  [ "$cy_user_sought" = "$cy_user" ] || cy_find_user
  cy_status=1
  if [ -z "$cy_problem" ] && printf '%s%s%s' "$cy_head" "$2" "$cy_tail" > "$cy_script"; then
    cy_start_shell
    cy_status=$?
  fi
  printf '\\n'
  [ "$cy_status" = 0 ] && return 0
  cy_describe_problem
  cy_read_clock
  cy_say "Command did not exit successfully $2 $cy_reason"
  [ "$cy_succeeding_in_finally" = 1 ] || cy_mark_failing
  cy_tell "command-failed $cy_phase $cy_list $1 $cy_status $cy_problem"
  [ -n "$cy_message" ] || cy_message="Error while executing command: $2. Reason: $cy_reason"
  return 1
}

# Runs the commands of a phase again, from the state that the phase began with, while its retries last and match.
cy_run_commands() {
  cy_attempt=0
  [ "$cy_retries" = 0 ] || { cy_kept_environment=$(cat "$cy_environment"); cy_kept_directory=$(cat "$cy_directory"); }
  until "cy_\${cy_phase}_commands"; do
    [ "$cy_attempt" -lt "$cy_retries" ] && cy_may_retry || return 1
    cy_attempt=$((cy_attempt + 1))
    cy_read_clock
    cy_say "Retrying phase $cy_phase, attempt $cy_attempt of $cy_retries"
    printf '%s\\n' "$cy_kept_environment" > "$cy_environment"
    printf '%s\\n' "$cy_kept_directory" > "$cy_directory"
    cy_message=''
    cy_tell "phase-retried $cy_phase"
  done
}

cy_may_retry() {
  [ -n "$cy_retry_pattern" ] || return 0
  printf '%s\\n' "$cy_message" | grep -E $cy_retry_case -e "$cy_retry_pattern" >/dev/null
}

# Runs a phase: its name. Answers whether it succeeded.
cy_run_phase() {
  cy_phase=$1
  cy_message=''
  cy_read_clock
  cy_say "Entering phase $cy_phase"
  cy_tell "phase-started $cy_phase $cy_now"
  cy_list=commands
  cy_run_commands
  cy_list=finally
  "cy_\${cy_phase}_finally"
  cy_state=SUCCEEDED
  cy_code=''
  if [ -n "$cy_message" ]; then
    cy_state=FAILED
    cy_code=COMMAND_EXECUTION_ERROR
    [ "$cy_succeeding_in_finally" = 0 ] || cy_mark_failing
  fi
  cy_read_clock
  cy_say "Phase complete: $cy_phase State: $cy_state"
  cy_say "Phase context status code: $cy_code Message: $cy_message"
  cy_tell "phase-ended $cy_phase $cy_state $cy_now"
  [ "$cy_state" = SUCCEEDED ]
}

cy_finish() {
  cy_tell finished
  exit 0
}
`;
