import { relative } from 'node:path';
import { formatProblems, type ProblemSource } from '@codeyard/engine/buildspec/format-problems';
import type { TemplatePath, TemplateProblem } from '@codeyard/engine/template/parse-template';

/** Problems of a template for a person: place, resource and property, what is wrong, and the lines. */
export const showProblems = (problems: readonly TemplateProblem[], source: ProblemSource): string =>
  formatProblems(
    problems.map(({ message, path = [], ...place }) => ({ ...place, message: `${aboutText(path)}${message}` })),
    source,
  );

/** `Bucket.Tags[0].Value: `, `Outputs.Url: `. */
function aboutText(path: TemplatePath): string {
  const [section, ...rest] = path;
  const steps = section === 'Resources' ? rest.filter((step, index) => index !== 1 || step !== 'Properties') : path;
  const text = steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return text ? `${text.slice(1)}: ` : '';
}

export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A file as its reader knows it: from where they are, if it is below that. */
export function shownPath(file: string): string {
  const fromHere = relative(process.cwd(), file);
  return fromHere.startsWith('..') ? file : fromHere;
}
