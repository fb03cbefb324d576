import type { Colour, Screen } from './screen.ts';

/** A cell: its text, and how it is painted where there are colours. */
export type Cell = string | { readonly text: string; readonly colour: Colour };

/** A column: its heading; numbers stand on the right. */
export type Column = string | { readonly heading: string; readonly isNumber: true };

const textOf = (cell: Cell) => (typeof cell === 'string' ? cell : cell.text);

/** The lines of a table whose columns are as wide as what is in them. */
export function formatTable(
  screen: Pick<Screen, 'paint'>,
  columns: readonly Column[],
  rows: readonly Cell[][],
): string[] {
  const headings = columns.map((column) => (typeof column === 'string' ? column : column.heading));
  const isRight = columns.map((column) => typeof column !== 'string');
  const widths = headings.map((heading, at) =>
    Math.max(heading.length, ...rows.map((row) => textOf(row[at] ?? '').length)),
  );
  const pad = (text: string, at: number) => {
    const width = widths[at] ?? 0;
    if (isRight[at]) return text.padStart(width);
    return at === widths.length - 1 ? text : text.padEnd(width);
  };
  const line = (cells: readonly Cell[]) =>
    cells
      .map((cell, at) => {
        const padded = pad(textOf(cell), at);
        return typeof cell === 'string'
          ? padded
          : padded.replace(cell.text, () => screen.paint(cell.colour, cell.text));
      })
      .join('  ')
      .trimEnd();
  return [screen.paint('dim', line(headings)), ...rows.map(line)];
}
