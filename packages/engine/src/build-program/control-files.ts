/** What a running program leaves for its watcher, by path relative to the plan's root. */
export const CONTROL_FILES = {
  folder: 'control',
  /** The tools that commands find on their PATH; see tools/build-tools.ts. */
  tools: 'control/bin',
  /** Made (as a folder) before anything else: a second start of the same program ends at once. */
  started: 'control/started',
  /** Process id of the program, as it sees it. */
  pid: 'control/pid',
  /** The build's log, byte for byte; appended to by the program and its commands. */
  output: 'control/output.log',
  /** One line per event; see read-progress.ts. */
  events: 'control/events.log',
  /** What the shell that runs the program itself complained of: of use when the program vanished. */
  errors: 'control/errors.log',
  /** One file per exported variable or expansion, holding its value; see `exportedFile` and `expansionFile`. */
  exported: 'control/exported',
  expansions: 'control/expansions',
} as const;

/** Where the value of an exported variable is found; the file is missing when the variable was not set at the end. */
export const exportedFile = (variable: string): string => `${CONTROL_FILES.exported}/${fileName(variable)}`;

/** Where an expansion is found; the file is missing when the shell could not expand it. */
export const expansionFile = (name: string): string => `${CONTROL_FILES.expansions}/${fileName(name)}`;

/** Letters, digits, `-` and `_` stay as they are; everything else could leave the folder or mean something to a shell. */
function fileName(name: string): string {
  return [...name].map((character) => (/[A-Za-z0-9_-]/.test(character) ? character : codePoint(character))).join('');
}

const codePoint = (character: string): string => `%${(character.codePointAt(0) ?? 0).toString(16)}.`;
