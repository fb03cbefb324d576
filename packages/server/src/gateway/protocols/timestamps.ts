import type { TimestampFormat } from '../schema/wire-model.ts';

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/i;
const EPOCH = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** Undefined when the text is no time; formats other than the asked one are understood too, as AWS does. */
export function parseTimestamp(text: string, format: TimestampFormat): Date | undefined {
  const trimmed = text.trim();
  if (EPOCH.test(trimmed)) return valid(new Date(Math.round(Number(trimmed) * 1000)));
  if (format === 'epoch-seconds') return undefined;
  if (DATE_TIME.test(trimmed) || /^[A-Z][a-z]{2},? /.test(trimmed)) return valid(new Date(trimmed));
  return undefined;
}

function valid(date: Date): Date | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export function formatTimestamp(date: Date, format: TimestampFormat): string {
  if (format === 'epoch-seconds') return String(date.getTime() / 1000);
  if (format === 'http-date') return date.toUTCString();
  return date.toISOString();
}
