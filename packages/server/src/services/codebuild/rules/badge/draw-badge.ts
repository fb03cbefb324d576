import type { BadgeState } from './badge-state.ts';

/** White text stands on each with a contrast of at least 4.5 to 1. */
export const BADGE_COLOURS: Readonly<Record<BadgeState | 'label', string>> = {
  label: '#3b3b3b',
  passing: '#1a7f37',
  failing: '#b42318',
  'in progress': '#1f5fae',
  unknown: '#595959',
};

const LABEL = 'build';
const HEIGHT = 20;
/** Wide enough for any font that a reader may have. */
const widthOf = (text: string) => text.length * 7 + 14;

/** A badge as an SVG picture, which says in words what it shows in colour. */
export function drawBadge(state: BadgeState): string {
  const [left, right] = [widthOf(LABEL), widthOf(state)];
  const text = (words: string, from: number, width: number) =>
    `<text x="${from + width / 2}" y="14" text-anchor="middle" textLength="${width - 14}">${words}</text>`;
  const title = `${LABEL}: ${state}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${HEIGHT}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<rect width="${left}" height="${HEIGHT}" fill="${BADGE_COLOURS.label}"/>`,
    `<rect x="${left}" width="${right}" height="${HEIGHT}" fill="${BADGE_COLOURS[state]}"/>`,
    '<g fill="#ffffff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">',
    `${text(LABEL, 0, left)}${text(state, left, right)}`,
    '</g>',
    '</svg>',
  ].join('');
}
