import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMasker } from './mask-secrets.ts';

describe('a masker', () => {
  test.each<[string, string[], string, string]>([
    ['hides every occurrence', ['s3cret'], 'a s3cret and s3cret.', 'a *** and ***.'],
    ['takes special characters literally', ['a.b*c$&'], 'xa.b*c$&y axbbc', 'x***y axbbc'],
    ['prefers the longest', ['pass', 'password'], 'password pass', '*** ***'],
    ['leaves no end of overlapping secrets', ['abcd', 'cdef'], '-abcdef-', '-***-'],
    ['hides neighbours one by one', ['ab'], 'abab', '******'],
    ['hides the lines of a key', ['-----BEGIN-----\nMIIEabc\n}\n'], 'got MIIEabc }', 'got *** }'],
    ['hides lines of CRLF secrets without their indentation', ['{\r\n  "k": "value"\r\n}'], '"k": "value"', '***'],
    ['hides a whole secret of several lines', ['one1\ntwo2'], 'x one1\ntwo2 y', 'x *** y'],
    ['hides short secrets of one line', ['x1'], 'x1 y', '*** y'],
    ['ignores empty secrets', ['', 'abc'], 'xyz abc', 'xyz ***'],
    ['does nothing without secrets', [], 'plain', 'plain'],
  ])('%s', (_, secrets, line, expected) => {
    expect(createMasker(secrets)(line)).toBe(expected);
  });

  test('a secret on one line is never readable in what it lets through', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '.', '$'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1 }), fc.array(letters), (secrets, parts) => {
        const masked = createMasker(secrets)(parts.join('|'));
        for (const secret of secrets) expect(masked).not.toContain(secret);
      }),
    );
  });

  test('what holds no secret comes through unchanged', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        expect(createMasker(['\u0000never', '\u0001there'])(line)).toBe(line);
      }),
    );
  });
});
