/** What a running program leaves for its watcher, by path relative to the plan's root. */
export const CONTROL_FILES = {
  folder: 'control',
  /** Made (as a folder) before anything else: a second start of the same program ends at once. */
  started: 'control/started',
  /** Process id of the program, as it sees it. */
  pid: 'control/pid',
  /** The build's log, byte for byte; appended to by the program and its commands. */
  output: 'control/output.log',
  /** One line per event; see build-progress.ts. */
  events: 'control/events.log',
  /** One file per exported variable or expansion, holding its value. */
  exported: 'control/exported',
  expansions: 'control/expansions',
} as const;
