import { invalidArgument } from '../errors.ts';

const MAX_PAGE = 1000;

/** How many items a page shows: what was asked for, at most a thousand. */
export function pageSize(asked: number | undefined, argument: string): number {
  if (asked === undefined) return MAX_PAGE;
  if (asked < 0)
    throw invalidArgument(`Argument ${argument} must be an integer between 0 and 2147483647`, argument, asked);
  return Math.min(asked, MAX_PAGE);
}
