import { expect, it } from 'vitest';
import { jsonErrorPlace } from './json-error-place.ts';

it.each<[string, string | undefined]>([
  ['{"a": [1, 2]}', undefined],
  ['{\n  "a": ]\n}', '2:8'],
  ['{"a": 1,}', '1:9'],
  ['{"a" 1}', '1:6'],
  ['{"a": "x\ny"}', '1:9'],
  ['', '1:1'],
  ['{"a": 1', '1:8'],
  ['{"a": 1}\n}', '2:1'],
  [`{"long": "${'x'.repeat(200)}",\n "b": nope}`, '2:8'],
])('%j is wrong at %s', (text, place) => {
  const found = jsonErrorPlace(text);
  expect(found && `${found.line}:${found.column}`).toBe(place);
});
