// Turns what a terminal showed (text with ANSI colours on standard input) into an SVG: `… | node scripts/terminal-picture.mjs "title" > docs/run.svg`.
import { readFileSync } from 'node:fs';

const COLOURS = { 31: '#f47067', 32: '#57ab5a', 33: '#daaa3f', 36: '#39c5cf' };
const [CHARACTER, LINE, MARGIN, BAR] = [7.8, 17, 16, 32];
const WIDEST = 110;

/** ANSI's way of setting colours and weights. */
const SGR = new RegExp(`(${String.fromCharCode(27)}\\[[\\d;]*m)`);

const escapeXml = (text) =>
  text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character]);

/** The line as pieces of equal style. */
function pieces(line) {
  const style = { colour: undefined, dim: false, bold: false };
  const result = [];
  for (const part of line.split(SGR)) {
    const codes = /^.\[([\d;]+)m$/.exec(part)?.[1]?.split(';').map(Number);
    if (!codes) {
      if (part) result.push({ text: part, ...style });
      continue;
    }
    for (const code of codes) {
      if (code === 0) Object.assign(style, { colour: undefined, dim: false, bold: false });
      if (code === 1) style.bold = true;
      if (code === 2) style.dim = true;
      if (code === 22) Object.assign(style, { dim: false, bold: false });
      if (code === 39) style.colour = undefined;
      if (COLOURS[code]) style.colour = COLOURS[code];
    }
  }
  return result;
}

function span({ text, colour, dim, bold }) {
  const attributes = [colour && `fill="${colour}"`, dim && 'opacity=".6"', bold && 'font-weight="bold"'].filter(
    Boolean,
  );
  return `<tspan ${attributes.join(' ')}>${escapeXml(text)}</tspan>`;
}

function cut(line) {
  let shown = 0;
  return pieces(line).flatMap((piece) => {
    const text = piece.text.slice(0, Math.max(0, WIDEST - shown));
    shown += piece.text.length;
    return text ? [{ ...piece, text }] : [];
  });
}

const lines = readFileSync(0, 'utf8').trimEnd().split('\n').map(cut);
const width = WIDEST * CHARACTER + 2 * MARGIN;
const height = lines.length * LINE + BAR + 2 * MARGIN;
const rows = lines.map(
  (line, index) =>
    `<text x="${MARGIN}" y="${BAR + MARGIN + (index + 0.7) * LINE}" xml:space="preserve">${line.map(span).join('')}</text>`,
);
process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace,Menlo,Consolas,monospace" font-size="13" fill="#cdd9e5">
<title>${escapeXml(process.argv[2] ?? 'A terminal')}</title>
<rect width="100%" height="100%" rx="8" fill="#1c2128"/>
<text x="${MARGIN}" y="21" opacity=".7">${escapeXml(process.argv[2] ?? '')}</text>
${rows.join('\n')}
</svg>
`);
