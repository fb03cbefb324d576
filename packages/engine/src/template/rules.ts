import { createEvaluator, TemplateError, type TemplateSurroundings } from './evaluate-template.ts';
import { asObject, type Json } from './json.ts';
import type { Template } from './template.ts';

/** What a template's rules say against its parameters, before anything is made: the descriptions of the assertions that do not hold. */
export function brokenRules(template: Template, surroundings: TemplateSurroundings): string[] {
  const evaluate = createEvaluator(template, surroundings);
  const texts = (value: Json): string[] =>
    (Array.isArray(value) ? value : [value]).map((item) => String(evaluate.value(item)));
  const listOf = (value: Json): string[] => {
    const list = evaluate.value(value);
    return Array.isArray(list) ? list.map(String) : texts(value);
  };
  const holds = (expression: Json): boolean => {
    const [name = '', argument = null] = Object.entries(asObject(expression))[0] ?? [];
    const parts = Array.isArray(argument) ? argument : [argument];
    const [first = null, second = null] = parts;
    switch (name) {
      case 'Fn::And':
        return parts.every(holds);
      case 'Fn::Or':
        return parts.some(holds);
      case 'Fn::Not':
        return !holds(first);
      case 'Fn::Equals':
        return String(evaluate.value(first)) === String(evaluate.value(second));
      case 'Fn::Contains':
        return listOf(first).includes(String(evaluate.value(second)));
      case 'Fn::EachMemberEquals':
        return listOf(first).every((item) => item === String(evaluate.value(second)));
      case 'Fn::EachMemberIn':
        return listOf(first).every((item) => listOf(second).includes(item));
      default:
        throw new TemplateError(`Template error: ${name || 'nothing'} is no function of rules`);
    }
  };
  return Object.entries(template.rules).flatMap(([rule, body]) => {
    const { RuleCondition, Assertions } = asObject(body);
    if (RuleCondition !== undefined && !holds(RuleCondition)) return [];
    return (Array.isArray(Assertions) ? Assertions : []).flatMap((assertion) => {
      const { Assert = null, AssertDescription } = asObject(assertion);
      return holds(Assert) ? [] : [String(AssertDescription ?? `The rule ${rule} does not hold`)];
    });
  });
}
