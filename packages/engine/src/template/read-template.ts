import { checkTemplate } from './check-template.ts';
import { placeProblems } from './explain-problems.ts';
import { type ParsedTemplate, parseTemplate } from './parse-template.ts';
import { transformServerless } from './serverless/transform.ts';

/** Reads a template, applies its transforms and checks it: all that is wrong, each with line and column. */
export function readTemplate(text: string): ParsedTemplate {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return parsed;
  const transformed = transformServerless(parsed.template);
  if ('problems' in transformed) return { ok: false, problems: placeProblems(text, transformed.problems) };
  const problems = checkTemplate(transformed.template);
  if (problems.length > 0) return { ok: false, problems: placeProblems(text, problems) };
  return { ok: true, template: transformed.template };
}
