import type { YAMLParseError } from 'yaml';
import type { BuildspecProblem } from './buildspec.ts';
import type { Place } from './read-yaml.ts';

interface Explanation {
  /** In the words of the Go library that AWS's agent reads YAML with. */
  readonly message: string;
  readonly hint: string;
}

/**
 * A syntax error as AWS reports it. The line inside AWS's text counts from 0: a buildspec of one line was refused with
 * "mapping values are not allowed in this context at line 0". The problem's own line counts from 1.
 */
export function explainYamlError(error: YAMLParseError, { line, column }: Place): BuildspecProblem {
  const { message, hint } = explain(error);
  return { message: `${message} at line ${line - 1}`, line, column, hint };
}

function explain({ code, message }: YAMLParseError): Explanation {
  switch (code) {
    case 'TAB_AS_INDENT':
      return {
        message: 'found character that cannot start any token',
        hint: 'This line is indented with a tab. YAML wants spaces.',
      };
    case 'BAD_SCALAR_START':
      return {
        message: 'found character that cannot start any token',
        hint: 'A text cannot begin with this character. Put the whole text in quotes, or write it as a block after "|".',
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return message.startsWith('Nested mappings') ? NESTED_MAPPING : BAD_INDENTATION;
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        message: "could not find expected ':'",
        hint: 'A key and its colon belong on one line. Is a colon missing, or this line indented wrongly?',
      };
    case 'BAD_INDENT':
      return explainIndentation(message);
    case 'MISSING_CHAR':
      return message.includes('quote') ? OPEN_QUOTE : BAD_INDENTATION;
    case 'BAD_DQ_ESCAPE':
      return {
        message: 'found unknown escape character',
        hint: 'Inside double quotes a backslash begins an escape. Use single quotes, or write \\\\ for a backslash.',
      };
    case 'BAD_ALIAS':
      return {
        message: 'did not find expected alphabetic or numeric character',
        hint: 'A text that begins with & or * has to be put in quotes.',
      };
    case 'UNEXPECTED_TOKEN':
      return {
        message: 'did not find expected key',
        hint: 'Something follows the end of a value here. Put the whole text in one pair of quotes.',
      };
    default:
      return { message: 'did not find expected key', hint: message };
  }
}

const NESTED_MAPPING: Explanation = {
  message: 'mapping values are not allowed in this context',
  hint: 'A colon followed by a space begins a mapping. Put the whole text in quotes.',
};

const BAD_INDENTATION: Explanation = {
  message: 'did not find expected key',
  hint: 'This line is not indented like its neighbours.',
};

const OPEN_QUOTE: Explanation = {
  message: 'found unexpected end of stream',
  hint: 'A quote that was opened is never closed.',
};

function explainIndentation(message: string): Explanation {
  const closing = /end with a ([\]}])/.exec(message)?.[1];
  if (!closing) return BAD_INDENTATION;
  return {
    message: `did not find expected ',' or '${closing}'`,
    hint: `A bracket that was opened is not closed with ${closing}, or what is inside it is indented less than its key.`,
  };
}
