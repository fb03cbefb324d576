import { createHash } from 'node:crypto';
import { checkTemplate } from '@codeyard/engine/template/check-template';
import { explainProblems } from '@codeyard/engine/template/explain-problems';
import { parseTemplate, type Template, type TemplateProblem } from '@codeyard/engine/template/parse-template';
import { transformServerless } from '@codeyard/engine/template/serverless/transform';

export type ReadTemplate =
  | { readonly ok: true; readonly template: Template; readonly original: Template }
  | {
      readonly ok: false;
      readonly problems: readonly TemplateProblem[];
      readonly failsIn: 'template' | 'transform';
      /** Where it can be read in spite of them. */
      readonly template?: Template;
    };

/** Templates by their text, read once: parsed, checked, and with what serverless resources stand for. */
export type TemplateCache = (text: string) => ReadTemplate;

const MOST_KEPT = 50;

export function createTemplateCache(): TemplateCache {
  const kept = new Map<string, ReadTemplate>();
  return (text) => {
    const key = createHash('sha256').update(text).digest('base64');
    const known = kept.get(key);
    if (known) return known;
    const read = readTemplateText(text);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, read);
    return read;
  };
}

/** Parses, transforms and checks a template. */
export function readTemplateText(text: string): ReadTemplate {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return { ok: false, problems: parsed.problems, failsIn: 'template' };
  const transformed = transformServerless(parsed.template);
  if ('problems' in transformed) return { ok: false, problems: transformed.problems, failsIn: 'transform' };
  const problems = checkTemplate(transformed.template);
  const { template } = transformed;
  if (problems.length > 0) return { ok: false, problems, failsIn: 'template', template };
  return { ok: true, template, original: parsed.template };
}

/** All problems of a template in one text, each with its place. */
export const problemText = (text: string, problems: readonly TemplateProblem[]): string =>
  explainProblems(text, problems).join('; ');
