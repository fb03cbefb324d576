import { base64OfText } from './base64.ts';
import { subnets } from './cidr.ts';
import { type Json, member, scalarText } from './json.ts';
import { TemplateError } from './template-error.ts';

const fail = (message: string): never => {
  throw new TemplateError(`Template error: ${message}`);
};

/** A text, or what a number or a truth value is as a text; anything else is refused by the sentence given. */
export const textOr = (value: Json | undefined, otherwise: string): string => scalarText(value) ?? fail(otherwise);

const listOr = (value: Json | undefined, otherwise: string): Json[] => (Array.isArray(value) ? value : fail(otherwise));

const JOIN =
  'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.';
const SPLIT =
  'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.';
const SELECT = 'Fn::Select requires a list argument with two elements: an integer index and a list';

/** Functions of nothing but their argument, which they are given evaluated. */
export const VALUE_FUNCTIONS: Readonly<Record<string, (argument: Json) => Json>> = {
  'Fn::Base64': (argument) => base64OfText(textOr(argument, 'every Fn::Base64 object must have a String-typed value.')),
  'Fn::Join': (argument) => {
    const [separator, items] = listOr(argument, JOIN);
    return listOr(items, JOIN)
      .map((item) => textOr(item, JOIN))
      .join(textOr(separator, JOIN));
  },
  'Fn::Split': (argument) => {
    const [separator, text] = listOr(argument, SPLIT);
    return textOr(text, SPLIT).split(textOr(separator, SPLIT));
  },
  'Fn::Select': (argument) => {
    const [index, items] = listOr(argument, SELECT);
    const at = textOr(index, SELECT);
    if (!/^-?\d+$/.test(at)) fail('Fn::Select requires a list argument with a valid index value as its first element');
    return (
      listOr(items, SELECT)[Number(at)] ?? fail(`Fn::Select cannot select nonexistent value at index ${Number(at)}`)
    );
  },
  'Fn::Cidr': (argument) => {
    const [block, count, bits] = listOr(argument, 'Fn::Cidr requires a list argument');
    if (bits === undefined) fail('Fn::Cidr without a number of bits is not implemented by Codeyard.');
    const [text, number, size] = [block, count, bits].map((part) => scalarText(part) ?? '');
    const found = subnets(text ?? '', Number(number), Number(size));
    return found ?? fail(`Fn::Cidr cannot make ${number} blocks with ${size} bits of ${text}`);
  },
};

/** Functions that there are only with the transform AWS::LanguageExtensions. */
export const EXTENSIONS: Readonly<Record<string, (argument: Json) => Json>> = {
  'Fn::Length': (argument) => listOr(argument, 'Fn::Length requires a list').length,
  'Fn::ToJsonString': (argument) => JSON.stringify(argument),
};

/** A value of a mapping, by the names of the mapping and its two keys. */
export function lookUp(mappings: Readonly<Record<string, Json>>, names: readonly string[]): Json | undefined {
  let found: Json | undefined = mappings as Json;
  for (const name of names) {
    if (found === undefined || found === null || typeof found !== 'object' || Array.isArray(found)) return undefined;
    found = member(found, name);
  }
  return found;
}
