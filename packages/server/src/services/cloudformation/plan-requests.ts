import { referencesIn } from '@codeyard/engine/template/dependencies';
import { createEvaluator, TemplateError, type TemplateSurroundings } from '@codeyard/engine/template/evaluate-template';
import {
  asObject,
  type Json,
  type JsonObject,
  type Template,
  type TemplatePath,
  type TemplateProblem,
} from '@codeyard/engine/template/parse-template';
import { pathOfResource } from '@codeyard/engine/template/template';
import { type PlannedRequest, UNKNOWN } from '@codeyard/engine/template/template-question';
import type { FitInput } from '../../gateway/fit-input.ts';
import { makeName } from './make-name.ts';
import { type ExistingCall, ResourceFailure, type StackFacts } from './resources/resource-type.ts';
import type { Present } from './rules/check-present.ts';
import type { FindType } from './rules/check-resources.ts';

export interface Plan {
  readonly stack: StackFacts;
  /** Parameters and pseudo-parameters. */
  readonly surroundings: TemplateSurroundings;
  readonly findType: FindType;
  readonly present: Present;
  /** Whether something is wrong with a resource already. */
  readonly isFaulty: (id: string) => boolean;
  /** Conditions of which nobody knows whether they hold. */
  readonly open: ReadonlySet<string>;
  readonly fit: FitInput;
}

interface Planned {
  readonly requests: PlannedRequest[];
  readonly problems: TemplateProblem[];
}

/** The calls that would make the resources of types that are made by one call, and what the shapes of the operations say to them. */
export function planRequests(template: Template, plan: Plan): Planned {
  const callOf = foresee(template, plan);
  const planned: Planned = { requests: [], problems: [] };
  for (const [id, resource] of plan.present) {
    const type = plan.findType(resource.type);
    const { conditions } = referencesIn(resource.properties);
    if (!type?.request || plan.isFaulty(id) || [...conditions].some((name) => plan.open.has(name))) continue;
    const path = pathOfResource(id, resource);
    const said: string[] = [];
    let request: ReturnType<typeof type.request> | undefined;
    try {
      request = type.request(callOf(id, said));
    } catch (error) {
      if (!(error instanceof ResourceFailure || error instanceof TemplateError)) throw error;
      if (said.length === 0) said.push(error.message);
    }
    const known = said.filter((message) => !message.includes(UNKNOWN));
    if (request && known.length === 0)
      planned.requests.push({ id, path, ...request, input: request.input as JsonObject });
    planned.problems.push(
      ...known.map((message) => ({
        message,
        path: [...path, 'Properties', ...placeIn(message)],
      })),
    );
  }
  return planned;
}

/** Resources before they are: with the names that the template gives them, and stand-ins for what only their making tells. */
function foresee(template: Template, { stack, surroundings, findType, fit }: Plan) {
  const typeOf = (id: string) => findType(template.resources[id]?.type ?? '');
  const evaluator = createEvaluator(template, {
    ...surroundings,
    reference: (id) => (guarded(() => typeOf(id)?.identify?.(callOf(id))) ?? standIn(id)) as Json,
    attribute: (id, name) =>
      guarded(() => typeOf(id)?.foresee?.(name, callOf(id))) ??
      (name.endsWith('Arn') ? arnLike(template.resources[id]?.type ?? '', id) : standIn(id)),
    functions: {
      'Fn::ImportValue': () => UNKNOWN,
      'Fn::GetAZs': (argument) => ['a', 'b', 'c'].map((zone) => `${String(argument) || stack.region}${zone}`),
    },
  });
  const standIn = (id: string) => `${UNKNOWN}-${id.toLowerCase()}`;

  function arnLike(type: string, id: string): string {
    const [, service = '', kind = ''] = type.toLowerCase().split('::');
    const region = service === 'iam' ? '' : stack.region;
    return `arn:aws:${service}:${region}:${stack.account}:${kind}/${standIn(id)}`;
  }

  function callOf(id: string, said: string[] = []): ExistingCall {
    const resource = template.resources[id];
    const path = resource ? [...pathOfResource(id, resource), 'Properties'] : [];
    return {
      ...{ stack, logicalId: id, physicalId: standIn(id), tags: [], token: NO_TOKEN, isRetry: false },
      properties: asObject(evaluator.value(resource?.properties ?? {}, path)),
      newName: (limits = {}) => makeName(UNKNOWN, id, { ...limits, token: NO_TOKEN }),
      fit: <Input>(client: string, operation: string, value: JsonObject) => {
        const fitted = fit(client, operation, value);
        if ('problems' in fitted) said.push(...fitted.problems);
        if (!fitted.input) throw new ResourceFailure(said.join('; '));
        return fitted.input as Input;
      },
      ...{ aws: NOTHING_IS_CALLED, nested: NOTHING_IS_CALLED, now: () => 0, responseUrl: () => stack.endpoint },
    };
  }

  return callOf;
}

/** Undefined where properties are so wrong that nothing can be told of the resource: its own check says it. */
function guarded<Value>(tell: () => Value): Value | undefined {
  try {
    return tell();
  } catch (error) {
    if (error instanceof ResourceFailure || error instanceof TemplateError) return undefined;
    throw error;
  }
}

const NO_TOKEN = '0'.repeat(32);

const NOTHING_IS_CALLED = new Proxy({} as never, {
  get() {
    throw new Error('Before a stack is begun nothing is called');
  },
});

/** The way to what a shape has something against, as templates spell it: `Value 'x' at 'pipeline.stages.1.member.name' failed …`. */
function placeIn(message: string): TemplatePath {
  const [, said = '', written = ''] =
    /^(?:Value.* at '([^']+)' failed|Encountered unsupported property (\S+))/.exec(message) ?? [];
  const steps = (said || written.replace(/\[(\d+)\]/g, (_, index) => `.${Number(index) + 1}`)).split('.');
  return steps
    .filter((step, index) => step !== '' && step !== 'member' && !(index === 0 && /^pipeline$/i.test(step)))
    .map((step) => (/^\d+$/.test(step) ? Number(step) - 1 : `${step.charAt(0).toUpperCase()}${step.slice(1)}`));
}
