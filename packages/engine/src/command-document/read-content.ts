import { Composer, LineCounter, Parser } from 'yaml';
import { isTooDeep, MOST_LEVELS } from '../buildspec/yaml-depth.ts';
import { jsonErrorPlace } from '../json-text/json-error-place.ts';

/** What a document's text says, or what keeps it from being read, with its place. */
export type Content = { readonly value: unknown } | { readonly problem: string };

const MOST_ALIASES = 100;

/** Reads a document of a format; JSON that is no JSON is told apart from YAML that is no YAML. */
export function readContent(text: string, format: 'JSON' | 'YAML'): Content {
  if (format === 'JSON') return readJson(text);
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  if (isTooDeep(tokens)) return { problem: `YAML is nested more than ${MOST_LEVELS} levels deep.` };
  const [document] = new Composer({ schema: 'core', logLevel: 'silent' }).compose(tokens, true, text.length);
  const error = document?.errors[0];
  if (!document) return { problem: 'The document is empty.' };
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    return { problem: `YAML not well-formed. at Line: ${line}, Column: ${col}` };
  }
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }) };
  } catch (reason) {
    return { problem: `YAML not well-formed. ${(reason as Error).message}` };
  }
}

function readJson(text: string): Content {
  try {
    return { value: JSON.parse(text) };
  } catch {
    const { line, column } = jsonErrorPlace(text) ?? { line: 1, column: 1 };
    return { problem: `JSON not well-formed. at Line: ${line}, Column: ${column}` };
  }
}
