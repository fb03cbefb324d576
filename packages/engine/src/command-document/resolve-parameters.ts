import { RE2JS } from 're2js';
import type { CommandDocument, ParameterDeclaration } from './command-document.ts';

export type ResolvedParameters = { readonly values: Readonly<Record<string, unknown>> } | { readonly problem: string };

/** Checks the values that a command gives its document's parameters, each as a list of texts, and adds the defaults. */
export function resolveParameters(
  { parameters }: Pick<CommandDocument, 'parameters'>,
  given: Readonly<Record<string, readonly string[]>>,
): ResolvedParameters {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(parameters, name));
  if (unknown.length > 0) return { problem: `The document has no parameter ${unknown.join(', ')}.` };
  const values: Record<string, unknown> = {};
  for (const [name, declaration] of Object.entries(parameters)) {
    const asked = given[name];
    if (asked === undefined && declaration.default === undefined) {
      return { problem: `Parameter ${name} is required.` };
    }
    const value = asked === undefined ? declaration.default : read(declaration, asked);
    if (value === undefined) return { problem: `Parameter ${name} is not a ${declaration.type}.` };
    const complaint = asked === undefined ? undefined : findComplaint(declaration, value);
    if (complaint) return { problem: `Parameter ${name} ${complaint}` };
    values[name] = value;
  }
  return { values };
}

/** The value of a type, or undefined when the texts are none. */
function read({ type }: ParameterDeclaration, texts: readonly string[]): unknown {
  const [first = ''] = texts;
  switch (type) {
    case 'StringList':
      return readList(texts);
    case 'Integer':
      return /^-?\d+$/.test(first) ? Number(first) : undefined;
    case 'Boolean':
      return /^(true|false)$/i.test(first) ? first.toLowerCase() === 'true' : undefined;
    case 'StringMap':
    case 'MapList':
      return readJson(first, type === 'MapList');
    case 'String':
      return texts.length > 1 ? undefined : first;
  }
}

/** A list may also come as one text that is a JSON list. */
function readList(texts: readonly string[]): readonly string[] {
  const [first = ''] = texts;
  const list = texts.length === 1 && first.startsWith('[') ? readJson(first, true) : undefined;
  return Array.isArray(list) ? list.map(String) : texts;
}

function readJson(text: string, isList: boolean): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && Array.isArray(value) === isList ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What a value violates, as the end of a sentence that begins with its name. */
function findComplaint(declaration: ParameterDeclaration, value: unknown): string | undefined {
  const { allowedValues, allowedPattern, minChars, maxChars, minItems, maxItems } = declaration;
  const items = Array.isArray(value) ? value : [value];
  const texts = items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
  if (allowedValues && !items.every((item) => allowedValues.map(String).includes(String(item)))) {
    return `must be one of ${allowedValues.join(', ')}.`;
  }
  if (allowedPattern && !texts.every((text) => RE2JS.compile(allowedPattern).matcher(text).find())) {
    return `does not match ${allowedPattern}.`;
  }
  if (minChars !== undefined && texts.some((text) => text.length < minChars)) return `needs ${minChars} characters.`;
  if (maxChars !== undefined && texts.some((text) => text.length > maxChars))
    return `has more than ${maxChars} characters.`;
  if (minItems !== undefined && items.length < minItems) return `needs ${minItems} items.`;
  if (maxItems !== undefined && items.length > maxItems) return `has more than ${maxItems} items.`;
  return undefined;
}
