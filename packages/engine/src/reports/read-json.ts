import { ReportUnreadable } from './report-format.ts';

/** Throws a ReportUnreadable. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ReportUnreadable('malformed', error instanceof Error ? error.message.slice(0, 200) : 'no JSON');
  }
}

export type JsonMembers = Readonly<Record<string, unknown>>;

/** The members of an object; none of anything else. */
export const membersOf = (value: unknown): JsonMembers =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonMembers) : {};

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
