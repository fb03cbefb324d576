/**
 * A word that every POSIX shell reads as exactly this text. Inside single quotes nothing means anything, so only the single
 * quote itself has to step outside. A shell's words cannot hold NUL characters: they are left out.
 */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`;
}
