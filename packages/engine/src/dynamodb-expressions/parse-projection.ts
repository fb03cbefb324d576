import type { Path } from './expression.ts';
import { Parser, type Placeholders } from './parser.ts';

/** Reads the paths of a projection expression. */
export function parseProjection(text: string, placeholders: Placeholders): Path[] {
  const parser = new Parser(text, placeholders);
  const paths = [parser.path()];
  while (parser.skip(',')) paths.push(parser.path());
  parser.expectEnd();
  return paths;
}
