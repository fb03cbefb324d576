import type { VisitStatus } from '../history/visit.ts';
import { type Html, html, ownMarkup } from './html.ts';

/** Drawn in a square of 16: status is told by form as well as by colour. */
const SHAPES: Readonly<Record<VisitStatus, string>> = {
  succeeded: '<path d="M4.5 8.4l2.4 2.4 4.6-5.2"/>',
  failed: '<path d="M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6"/>',
  caught: '<path d="M8 4.2v4.4M8 11.3v.2"/>',
  stopped: '<path d="M5.6 5.6h4.8v4.8H5.6z"/>',
  retrying: '<path d="M11.2 6.4A3.6 3.6 0 1 0 11.6 9M11.6 4.2v2.6H9"/>',
  running: '<path d="M8 4.4V8l2.4 1.6"/>',
};

/** Its colours come from the class of what it stands in. */
export const icon = (status: VisitStatus, place = ''): Html =>
  html`<svg class="icon" ${ownMarkup(place)} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="8"/>${ownMarkup(SHAPES[status])}</svg>`;
