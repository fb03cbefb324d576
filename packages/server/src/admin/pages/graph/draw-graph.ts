import type { StateSummary } from '../history/state-summary.ts';
import { transitionKey } from '../history/tell-story.ts';
import { type Html, html } from '../html/html.ts';
import { icon } from '../html/icon.ts';
import { STATUS_WORDS } from '../html/status.ts';
import { showDuration } from '../times.ts';
import { type Layout, type Line, layOut, type Point } from './layout.ts';
import type { Level, LevelState } from './level.ts';

/** What is drawn into the graph of a state machine: nothing of it when no execution is shown. */
export interface Drawing {
  readonly states: ReadonlyMap<string, StateSummary>;
  readonly transitions: ReadonlySet<string>;
  readonly now: number;
  /** The anchor of a state. */
  readonly linkOf: (state: string) => string | undefined;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly content: Html;
}

const HEIGHT = 46;
const LETTER = 7.4;
const NARROWEST = 132;
const LONGEST_NAME = 30;
const MARGIN = 10;
const HEAD = 50;

/** The states of a state machine and how they follow each other, as an SVG picture. */
export function drawGraph(level: Level, drawing: Drawing): Html {
  const { width, height, content } = drawLevel(level, drawing);
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return html`<svg class="graph" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-label="Graph of the states"><defs>${arrow('arrow')}${arrow('arrow-taken')}</defs>${content}</svg>`;
}

const arrow = (id: string): Html =>
  html`<marker id="${id}" class="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .8L7.4 4L0 7.2z"/></marker>`;

function drawLevel(level: Level, drawing: Drawing): Picture {
  const pictures = new Map(level.states.map((state) => [state.name, drawState(state, drawing)]));
  const layout = layOut({
    start: level.start,
    boxes: [...pictures].map(([name, { width, height }]) => ({ name, width, height })),
    edges: level.edges.map(({ from, to, isCatch }) => ({ from, to, isWeak: isCatch })),
  });
  // Those that were taken lie above the others.
  const lines = layout.lines.map((line) => ({ line, isTaken: isTaken(line, drawing) }));
  const sorted = [...lines.filter((one) => !one.isTaken), ...lines.filter((one) => one.isTaken)];
  const start = layout.boxes.get(level.start);
  const content = html`${sorted.map(({ line, isTaken }) => drawLine(line, isTaken))}${[...pictures].map(
    ([name, picture]) => {
      const { x, y } = layout.boxes.get(name) ?? { x: 0, y: 0 };
      return html`<g transform="translate(${round(x)} ${round(y)})">${picture.content}</g>`;
    },
  )}${start ? drawStart(start, pictures.get(level.start)?.width ?? 0) : undefined}`;
  return { width: layout.width, height: layout.height, content };
}

const isTaken = ({ edge }: Layout['lines'][number], { transitions }: Drawing): boolean =>
  transitions.has(transitionKey(edge.from, edge.to));

const drawStart = ({ x, y }: Point, width: number): Html =>
  html`<circle class="start" cx="${round(x + width / 2)}" cy="${round(y)}" r="5"/>`;

const round = (value: number): number => Math.round(value * 10) / 10;

function drawLine({ edge, points }: Line, isTaken: boolean): Html {
  const kind = `edge${edge.isWeak ? ' catch' : ''}${isTaken ? ' taken' : ''}`;
  const title = `${edge.from} → ${edge.to}${edge.isWeak ? ' when it fails' : ''}`;
  return html`<path class="${kind}" d="${pathOf(points)}" marker-end="url(#${isTaken ? 'arrow-taken' : 'arrow'})"><title>${title}</title></path>`;
}

const RADIUS = 7;

/** Right angles with round corners. */
function pathOf(points: readonly Point[]): string {
  const [first = { x: 0, y: 0 }, ...rest] = points.filter(
    ({ x, y }, index) => index === 0 || x !== points[index - 1]?.x || y !== points[index - 1]?.y,
  );
  let path = `M${round(first.x)} ${round(first.y)}`;
  let before = first;
  for (const [index, point] of rest.entries()) {
    const after = rest[index + 1];
    if (!after) return `${path}L${round(point.x)} ${round(point.y)}`;
    const radius = Math.min(RADIUS, length(before, point) / 2, length(point, after) / 2);
    const [from, to] = [towards(point, before, radius), towards(point, after, radius)];
    path += `L${round(from.x)} ${round(from.y)}Q${round(point.x)} ${round(point.y)} ${round(to.x)} ${round(to.y)}`;
    before = point;
  }
  return path;
}

const length = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);

function towards(from: Point, to: Point, distance: number): Point {
  const part = distance / (length(from, to) || 1);
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

function drawState(state: LevelState, drawing: Drawing): Picture {
  const summary = drawing.states.get(state.name);
  const inner = state.inner.map((level) => drawLevel(level, drawing));
  const name = state.name.length > LONGEST_NAME ? `${state.name.slice(0, LONGEST_NAME - 1)}…` : state.name;
  const note = noteOf(state, summary, drawing.now);
  const own = Math.max(NARROWEST, Math.max(name.length * LETTER, note.length * 6.2) + (summary ? 46 : 28));
  const innerWidth = inner.reduce((sum, { width }) => sum + width + MARGIN, MARGIN);
  const width = inner.length > 0 ? Math.max(own, innerWidth) : own;
  const innerHeight = Math.max(0, ...inner.map(({ height }) => height));
  const height = inner.length > 0 ? HEAD + innerHeight + MARGIN : HEIGHT;
  let x = MARGIN + (width - Math.max(innerWidth, MARGIN)) / 2;
  const within = inner.map((picture) => {
    const at = x;
    x += picture.width + MARGIN;
    return html`<g transform="translate(${round(at)} ${HEAD})"><rect class="inner" width="${round(picture.width)}" height="${round(innerHeight)}" rx="6"/>${picture.content}</g>`;
  });
  const status = summary?.status ?? 'idle';
  const link = drawing.linkOf(state.name);
  const box = html`${state.type === 'Map' ? html`<rect class="box behind" x="4" y="-4" width="${round(width)}" height="${round(height)}" rx="8"/>` : undefined}<rect class="box" width="${round(width)}" height="${round(height)}" rx="8"/>${summary ? icon(summary.status, 'x="12" y="15"') : undefined}<text class="name" x="${summary ? 36 : 14}" y="20">${name}</text><text class="note" x="${summary ? 36 : 14}" y="36">${note}</text>${state.isLast ? html`<circle class="end" cx="${round(width / 2)}" cy="${round(height)}" r="4.5"/>` : undefined}`;
  const title = html`<title>${[state.name, state.type, status === 'idle' ? 'not reached' : STATUS_WORDS[status], state.comment ?? ''].filter(Boolean).join(' · ')}</title>`;
  const node = link
    ? html`<a href="${link}" class="state ${status}">${title}${box}</a>`
    : html`<g class="state ${status}">${title}${box}</g>`;
  return { width, height, content: html`${node}${within}` };
}

/** `Task · 12.4 s · 2 retries`. */
function noteOf({ type }: LevelState, summary: StateSummary | undefined, now: number): string {
  if (!summary) return type;
  const { visit, visits, retries, items } = summary;
  const parts = [type, showDuration((visit.endedAt ?? now) - visit.enteredAt)];
  if (items) parts.push(`${items.begun} of ${items.all} ${items.all === 1 ? 'item' : 'items'}`);
  if (retries > 0) parts.push(`${retries} ${retries === 1 ? 'retry' : 'retries'}`);
  if (visits > 1) parts.push(`×${visits}`);
  return parts.join(' · ');
}

export const NOTHING_DRAWN: Drawing = {
  states: new Map(),
  transitions: new Set(),
  now: 0,
  linkOf: () => undefined,
};
