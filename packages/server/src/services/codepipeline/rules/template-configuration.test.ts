import { describe, expect, it } from 'vitest';
import { readTemplateConfiguration } from './template-configuration.ts';

const read = (value: unknown) => readTemplateConfiguration(JSON.stringify(value));

describe('a template configuration', () => {
  it('has parameters, tags and a stack policy, or any of them', () => {
    const StackPolicy = { Statement: [{ Effect: 'Deny' }] };
    expect(read({ Parameters: { A: 'a', B: 2 }, Tags: { Team: 'x' }, StackPolicy, Comment: 'mine' })).toEqual({
      ok: true,
      configuration: {
        parameters: { A: 'a', B: '2' },
        tags: { Team: 'x' },
        stackPolicy: JSON.stringify(StackPolicy),
      },
    });
    expect(read({})).toEqual({ ok: true, configuration: { parameters: {}, tags: {} } });
    expect(readTemplateConfiguration('\uFEFF{}').ok).toBe(true);
  });

  it.each([
    [[], 'is not a JSON object'],
    [{ Parameters: ['a'] }, 'must have an object of texts as Parameters'],
    [{ Parameters: { A: ['a'] } }, 'must have an object of texts as Parameters'],
    [{ Tags: 'a' }, 'must have an object of texts as Tags'],
    [{ StackPolicy: '{}' }, 'must have an object as StackPolicy'],
  ])('cannot be %j', (value, problem) => {
    expect(read(value)).toEqual({ ok: false, problem: `The template configuration ${problem}` });
  });
});
