import { wantsColour } from '../environment.ts';

export type Colour = 'green' | 'red' | 'yellow' | 'cyan' | 'dim' | 'bold';

const CODES: Record<Colour, [number, number]> = {
  green: [32, 39],
  red: [31, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** A stream of lines with, on a terminal, one line at the bottom that says what goes on now. */
export interface Screen {
  line(text: string): void;
  /** Replaces the bottom line; an empty text takes it away. Nothing where there is no terminal. */
  status(text: string): void;
  paint(colour: Colour, text: string): string;
  readonly isTerminal: boolean;
}

export interface ScreenStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const USUAL_COLUMNS = 80;
const ERASE_LINE = '\r\u001b[2K';

export function createScreen(stream: ScreenStream = process.stdout): Screen {
  const coloured = wantsColour(stream);
  let shown = '';
  const show = (text: string) => {
    if (text === shown) return;
    stream.write(`${ERASE_LINE}${text}`);
    shown = text;
  };
  return {
    isTerminal: stream.isTTY === true,
    line(text) {
      if (shown === '') return void stream.write(`${text}\n`);
      const bottom = shown;
      stream.write(`${ERASE_LINE}${text}\n${bottom}`);
    },
    status(text) {
      if (stream.isTTY) show(fit(text, (stream.columns || USUAL_COLUMNS) - 1));
    },
    paint(colour, text) {
      const [on, off] = CODES[colour];
      return coloured ? `\u001b[${on}m${text}\u001b[${off}m` : text;
    },
  };
}

const fit = (text: string, width: number) => (text.length > width ? `${text.slice(0, width - 1)}…` : text);
