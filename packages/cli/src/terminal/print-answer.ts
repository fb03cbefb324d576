import { createScreen, type Screen } from './screen.ts';

/** Writes what a command found out, as JSON when that was asked for. */
export function printAnswer(
  { json }: { readonly json?: true },
  answer: unknown,
  lines: (screen: Screen) => readonly string[],
): void {
  const text = json ? JSON.stringify(answer, undefined, 2) : lines(createScreen()).join('\n');
  process.stdout.write(`${text}\n`);
}
