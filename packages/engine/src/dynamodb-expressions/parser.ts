import { ExpressionProblem, type Operand, type Path } from './expression.ts';
import { RESERVED_WORDS } from './reserved-words.ts';
import { syntaxError, type Token, tokensOf } from './tokens.ts';

/** The names and values that an expression may use, and which of them were. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
  readonly usedNames: Set<string>;
  readonly usedValues: Set<string>;
}

const MOST_LEVELS = 32;

/** Reads tokens one after the other; what expressions of every kind have in common. */
export class Parser {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  readonly #placeholders: Placeholders;
  #at = 0;
  #level = 0;

  constructor(text: string, placeholders: Placeholders) {
    this.#text = text;
    this.#tokens = tokensOf(text);
    this.#placeholders = placeholders;
  }

  get next(): Token {
    return this.#tokens[this.#at] as Token;
  }

  /** The token behind the next one. */
  get second(): Token | undefined {
    return this.#tokens[this.#at + 1];
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  fail(token: Token = this.next): ExpressionProblem {
    return syntaxError(this.#text, token);
  }

  isSymbol(text: string): boolean {
    return this.next.kind === 'symbol' && this.next.text === text;
  }

  /** Keywords are written in any case. */
  isWord(word: string): boolean {
    return this.next.kind === 'name' && this.next.text.toUpperCase() === word;
  }

  /** Takes the symbol if it comes next. */
  skip(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.take();
    return true;
  }

  expect(text: string): void {
    if (!this.skip(text)) throw this.fail();
  }

  expectEnd(): void {
    if (this.next.kind !== 'end') throw this.fail();
  }

  /** Reads something nested; expressions may be so deep and no deeper. */
  nested<Result>(read: () => Result): Result {
    if (++this.#level > MOST_LEVELS) throw new ExpressionProblem('The expression is nested too deeply');
    const result = read();
    this.#level--;
    return result;
  }

  path(): Path {
    const path: [string, ...(string | number)[]] = [this.#name()];
    for (;;) {
      if (this.skip('.')) path.push(this.#name());
      else if (this.skip('[')) {
        const place = this.take();
        if (place.kind !== 'number') throw this.fail(place);
        path.push(Number(place.text));
        this.expect(']');
      } else return path;
    }
  }

  #name(): string {
    const token = this.take();
    if (token.kind === 'name') {
      if (RESERVED_WORDS.has(token.text.toUpperCase())) {
        throw new ExpressionProblem(`Attribute name is a reserved keyword; reserved keyword: ${token.text}`);
      }
      return token.text;
    }
    if (token.kind !== 'alias') throw this.fail(token);
    const { names, usedNames } = this.#placeholders;
    const name = Object.hasOwn(names, token.text) ? names[token.text] : undefined;
    if (name === undefined) {
      throw new ExpressionProblem(
        `An expression attribute name used in the document path is not defined; attribute name: ${token.text}`,
      );
    }
    usedNames.add(token.text);
    return name;
  }

  /** A value, a path or a path's size. */
  operand(): Operand {
    if (this.next.kind === 'value') return { kind: 'value', name: this.#value() };
    if (this.isWord('SIZE') && this.second?.text === '(') {
      this.take();
      this.expect('(');
      const path = this.path();
      this.expect(')');
      return { kind: 'size', path };
    }
    return { kind: 'path', path: this.path() };
  }

  #value(): string {
    const { text } = this.take();
    const { values, usedValues } = this.#placeholders;
    if (!Object.hasOwn(values, text)) {
      throw new ExpressionProblem(
        `An expression attribute value used in expression is not defined; attribute value: ${text}`,
      );
    }
    usedValues.add(text);
    return text;
  }
}
