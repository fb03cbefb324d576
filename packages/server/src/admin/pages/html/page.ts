import { createHash } from 'node:crypto';
import { type Html, html, ownMarkup } from './html.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';

/** A whole page, and how it is answered. */
export interface Page {
  readonly status: number;
  readonly markup: string;
}

export interface PageContent {
  readonly title: string;
  readonly body: Html;
  readonly status?: number;
  /** After how many milliseconds it is worth looking again; never when undefined. */
  readonly refreshAfter?: number;
}

export function page({ title, body, status = 200, refreshAfter }: PageContent): Page {
  const reload = Math.ceil((refreshAfter ?? 0) / 1_000) + 3;
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
${refreshAfter === undefined ? undefined : html`<noscript><meta http-equiv="refresh" content="${reload}"></noscript>`}
<style>${ownMarkup(PAGE_STYLE)}</style>
</head>
<body data-wait="${refreshAfter ?? ''}">
<header class="bar"><b>Codeyard</b></header>
<main>
${body}
</main>
<script>${ownMarkup(PAGE_SCRIPT)}</script>
</body>
</html>
`;
  return { status, markup };
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded from anywhere, nothing runs but our own text, and nobody may frame a page or learn its address. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `script-src ${hashOf(PAGE_SCRIPT)}`,
    `style-src ${hashOf(PAGE_STYLE)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
