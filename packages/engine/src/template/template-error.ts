import type { TemplatePath } from './template.ts';

/** A function that cannot be evaluated; the message names it, the path leads to it. */
export class TemplateError extends Error {
  path?: TemplatePath;
}
