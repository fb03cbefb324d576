import { isObject, type Json } from './json.ts';
import type { Template } from './template.ts';

/** The list that CloudFormation itself gives, in its order. */
export const SUPPORTED_FUNCTIONS = [
  ...['Fn::Base64', 'Fn::GetAtt', 'Fn::GetAZs', 'Fn::ImportValue', 'Fn::Join', 'Fn::Split', 'Fn::FindInMap'],
  ...['Fn::Select', 'Ref', 'Fn::Equals', 'Fn::If', 'Fn::Not', 'Condition', 'Fn::And', 'Fn::Or', 'Fn::Contains'],
  ...['Fn::EachMemberEquals', 'Fn::EachMemberIn', 'Fn::ValueOf', 'Fn::ValueOfAll', 'Fn::RefAll', 'Fn::Sub', 'Fn::Cidr'],
];

/** Adds functions, and takes functions where only texts may be. */
export const LANGUAGE_EXTENSIONS = 'AWS::LanguageExtensions';
export const EXTENSION_FUNCTIONS: ReadonlySet<string> = new Set(['Fn::Length', 'Fn::ToJsonString']);

export const hasExtensions = ({ transforms }: Pick<Template, 'transforms'>): boolean =>
  transforms.includes(LANGUAGE_EXTENSIONS);

/** The name of the function that a value calls, whether there is such a function or not: an object with that one member. */
export function functionOf(value: Json): string | undefined {
  if (!isObject(value)) return undefined;
  let only: string | undefined;
  for (const name in value) {
    if (only !== undefined) return undefined;
    only = name;
  }
  return only === 'Ref' || (only !== undefined && /^fn::/i.test(only)) ? only : undefined;
}

/** A variable in the text of `Fn::Sub`. */
export interface SubVariable {
  readonly name: string;
  /** `${!Name}` stands for `${Name}`. */
  readonly isLiteral: boolean;
}

/**
 * The text of `Fn::Sub`, with what becomes of every variable. Spaces around a name mean nothing (cfn-lint issue 236).
 * No expression: on a text of nothing but `${` its time would grow with the square of the length.
 */
export function replaceVariables(text: string, replace: (variable: SubVariable) => string): string {
  let [result, at] = ['', 0];
  for (let start = text.indexOf('${'); start >= 0; start = text.indexOf('${', at)) {
    const end = text.indexOf('}', start);
    if (end < 0) break;
    const name = text.slice(start + 2, end).trim();
    const isLiteral = name.startsWith('!');
    result += text.slice(at, start) + replace({ name: isLiteral ? name.slice(1) : name, isLiteral });
    at = end + 1;
  }
  return result + text.slice(at);
}

/** The names in a text of `Fn::Sub` that are not literal. */
export function variablesOf(text: string): string[] {
  if (!text.includes('${')) return [];
  const names: string[] = [];
  replaceVariables(text, ({ name, isLiteral }) => {
    if (!isLiteral) names.push(name);
    return '';
  });
  return names;
}

/** `Res.Attr.Deeper` or `[Res, Attr.Deeper]`. */
export function attributeOf(argument: Json): { readonly name: string; readonly attribute: Json | undefined } {
  const list = typeof argument === 'string' ? splitOnce(argument) : Array.isArray(argument) ? argument : [];
  const [name, ...rest] = list;
  // An attribute may be given by a function; a name may not.
  const attribute = rest.length > 1 ? rest.map(String).join('.') : rest[0];
  return { name: name === undefined || typeof name === 'object' ? '' : String(name), attribute };
}

function splitOnce(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
