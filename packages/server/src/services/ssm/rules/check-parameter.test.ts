import { describe, expect, it } from 'vitest';
import { nameProblem, readSelector, valueProblem } from './check-parameter.ts';

describe('a parameter', () => {
  it.each(['/prod/db/host', 'plain', 'a.b-c_d', '/a'])('may be called %s', (name) =>
    expect(nameProblem(name)).toBeUndefined(),
  );

  it.each([
    ['/aws/x', /"aws"/],
    ['ssm-x', /"ssm"/],
    ['a/b', /fully qualified/],
    ['a b', /letters, numbers/],
    [`/${'a/'.repeat(16)}b`, /at most 15 levels/],
  ])('may not be called %s', (name, message) => expect(nameProblem(name)).toMatch(message));

  it('is limited in size by its tier', () => {
    expect(valueProblem('x'.repeat(4_096), 'Standard')).toBeUndefined();
    expect(valueProblem('x'.repeat(4_097), 'Standard')).toMatch(/4096/);
    expect(valueProblem('x'.repeat(8_192), 'Advanced')).toBeUndefined();
  });

  it.each([
    ['a', { name: 'a' }],
    ['/a/b:3', { name: '/a/b', selector: '3' }],
    ['/a:label', { name: '/a', selector: 'label' }],
    ['arn:aws:ssm:us-east-1:1:parameter/a/b', { name: '/a/b' }],
    ['arn:aws:ssm:us-east-1:1:parameter/a', { name: 'a' }],
  ])('is named by %s', (text, expected) => expect(readSelector(text)).toEqual(expected));
});
