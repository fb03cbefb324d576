import { jsonErrorPlace } from '../json-text/json-error-place.ts';
import type { Json } from './json.ts';
import { placeOf } from './locate.ts';
import { MOST_LEVELS, readYaml } from './read-yaml.ts';
import type { TemplateProblem } from './template.ts';
import { jsonNumber } from './yaml-scalars.ts';

export type ReadDocument = { readonly value: Json } | { readonly problem: TemplateProblem };

/** Reads YAML or JSON into plain data. What begins like JSON has to be JSON. */
export function readDocument(written: string): ReadDocument {
  const text = withoutByteOrderMark(written);
  if (/^\s*\{\s*["}]/.test(text)) return readJson(text);
  const read = readYaml(text);
  if ('value' in read) return read;
  const { reason, offset, isWhole } = read.problem;
  const place = placeOf(text, offset);
  const where = `(line ${place.line}, column ${place.column})`;
  if (isWhole) return { problem: { message: `${reason} ${where}`, ...place } };
  return {
    problem: { message: `Template format error: YAML not well-formed. ${where} ${explained(text, reason)}`, ...place },
  };
}

export const withoutByteOrderMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

/** What made the text unreadable, in words that help. */
function explained(text: string, reason: string): string {
  const conflict = /^<{7} /m.exec(text);
  return conflict ? `the conflict markers of a merge, in line ${placeOf(text, conflict.index).line}` : reason;
}

function readJson(text: string): ReadDocument {
  try {
    const rough = JSON.parse(text) as Json;
    // Only what is JSON for certain can be searched for numbers in a time that grows with its length.
    const value = SUSPECT_NUMBER.test(text) ? (JSON.parse(withExactNumbers(text)) as Json) : rough;
    if (isTooDeep(value)) return { problem: { message: `Template format error: ${TOO_DEEP}` } };
    return { value };
  } catch {
    const place = jsonErrorPlace(text) ?? { line: 1, column: 1 };
    const where = `(line ${place.line}, column ${place.column})`;
    return { problem: { message: `Template format error: JSON not well-formed. ${where}`, ...place } };
  }
}

const TOO_DEEP = `the template is nested more than ${MOST_LEVELS} levels deep.`;

function isTooDeep(value: Json, levels = MOST_LEVELS): boolean {
  if (value === null || typeof value !== 'object') return false;
  return levels === 0 || Object.values(value).some((part) => isTooDeep(part, levels - 1));
}

const SUSPECT_NUMBER = /[:[,]\s*-?(?:\d{16}|\d+[.eE])/;
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/** JSON whose numbers are texts where JavaScript would change them. */
const withExactNumbers = (text: string): string =>
  text.replace(TEXT_OR_NUMBER, (part) => {
    if (part.startsWith('"')) return part;
    const value = jsonNumber(part);
    return typeof value === 'string' ? `"${value}"` : part;
  });
