import { createEvaluator, type TemplateSurroundings } from './evaluate-template.ts';
import { asObject, scalarText } from './json.ts';
import type { Template } from './template.ts';

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  /** The name under which other stacks import it. */
  readonly exportName?: string;
}

/** The outputs whose condition holds, once all that they refer to is made. */
export function evaluateOutputs(template: Template, surroundings: TemplateSurroundings): StackOutput[] {
  const evaluate = createEvaluator(template, surroundings);
  return Object.entries(template.outputs).flatMap(([key, output]) => {
    const { Value = null, Description, Condition, Export } = asObject(output);
    const condition = scalarText(Condition);
    if (condition !== undefined && !evaluate.condition(condition)) return [];
    const name = asObject(Export).Name;
    const value = evaluate.value(Value, ['Outputs', key, 'Value']);
    return [
      {
        ...{ key, value: typeof value === 'object' ? JSON.stringify(value) : String(value) },
        ...(Description === undefined ? {} : { description: String(Description) }),
        ...(name === undefined ? {} : { exportName: String(evaluate.value(name, ['Outputs', key, 'Export', 'Name'])) }),
      },
    ];
  });
}
