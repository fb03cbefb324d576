import { ExpressionProblem } from './expression.ts';

export interface Token {
  readonly kind: 'name' | 'alias' | 'value' | 'number' | 'symbol' | 'end';
  readonly text: string;
  /** Where it begins in the expression, from 0. */
  readonly at: number;
}

const FORMS: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+/y],
  ['alias', /#[A-Za-z0-9_]+/y],
  ['value', /:[A-Za-z0-9_]+/y],
  ['name', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['number', /\d+/y],
  ['symbol', /<=|>=|<>|[=<>()[\],.+-]/y],
];
const LONGEST = 4_096;

/** Cuts an expression into its tokens; the last one stands for its end. */
export function tokensOf(text: string): Token[] {
  if (text.length > LONGEST) {
    throw new ExpressionProblem(
      `Expression size has exceeded the maximum allowed size; expression size: ${text.length}`,
    );
  }
  if (text.trim() === '') throw new ExpressionProblem('The expression can not be empty;');
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const found = readAt(text, at);
    if (!found) throw syntaxError(text, { kind: 'symbol', text: text[at] ?? '', at });
    if (found.kind !== 'space') tokens.push({ kind: found.kind, text: found.text, at });
    at += found.text.length;
  }
  return [...tokens, { kind: 'end', text: '<EOF>', at }];
}

function readAt(text: string, at: number) {
  for (const [kind, form] of FORMS) {
    form.lastIndex = at;
    const [matched] = form.exec(text) ?? [];
    if (matched !== undefined) return { kind, text: matched };
  }
  return undefined;
}

const NEAR = 10;

export function syntaxError(text: string, token: Token): ExpressionProblem {
  const near = text.slice(Math.max(0, token.at - NEAR), token.at + token.text.length + NEAR).trim();
  return new ExpressionProblem(`Syntax error; token: "${token.text}", near: "${near}"`);
}
