import type { Template, TemplatePath, TemplateProblem, TemplateResource } from '../template.ts';
import type { Expansion, Made, ServerlessResource } from './expansion.ts';
import { expandFunction } from './function.ts';
import { withGlobals } from './globals.ts';
import { expandLayer } from './layer.ts';
import { expandTable } from './simple-table.ts';
import { expandStateMachine } from './state-machine.ts';

export const SERVERLESS = 'AWS::Serverless-2016-10-31';

/** To add a kind: a file that makes an `Expansion`, a line here, a case in the test. */
const KINDS: Readonly<Record<string, (resource: ServerlessResource) => Expansion>> = {
  Function: expandFunction,
  LayerVersion: expandLayer,
  SimpleTable: expandTable,
  StateMachine: expandStateMachine,
};

const PREFIX = 'AWS::Serverless::';

/** The template with every serverless resource replaced by what it stands for; templates without the transform stay as they are. */
export function transformServerless(
  template: Template,
): { readonly template: Template } | { readonly problems: readonly TemplateProblem[] } {
  if (!template.transforms.includes(SERVERLESS)) return { template };
  const problems: TemplateProblem[] = [];
  const resources: Record<string, TemplateResource> = Object.create(null);
  for (const [id, resource] of Object.entries(template.resources)) {
    if (!resource.type.startsWith(PREFIX)) {
      resources[id] = resource;
      continue;
    }
    const kind = resource.type.slice(PREFIX.length);
    const expand = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
    const say = (message: string, path: TemplatePath) =>
      void problems.push({
        message: `Resource with id [${id}] is invalid. ${message}`,
        path: ['Resources', id, ...path],
      });
    if (!expand) {
      say(`${resource.type} is not implemented by Codeyard yet; there are ${Object.keys(KINDS).join(', ')}`, ['Type']);
      continue;
    }
    const { problems: found, resources: made } = expand({
      id,
      properties: withGlobals(template, kind, resource.properties),
    });
    for (const { message, at } of found) say(message, at ? ['Properties', ...at] : []);
    for (const [name, one] of Object.entries(made))
      resources[name] = inheriting({ ...resource, madeFrom: id }, one, name === id);
  }
  return problems.length > 0 ? { problems } : { template: { ...template, resources } };
}

/** All that one serverless resource makes shares its condition; only the resource itself shares the rest. */
function inheriting(from: TemplateResource, made: Made, isItself: boolean): TemplateResource {
  const { condition, dependsOn, madeFrom = '', deletionPolicy, updateReplacePolicy } = from;
  return {
    ...{ dependsOn: isItself ? dependsOn : [], madeFrom },
    ...(condition === undefined ? {} : { condition }),
    ...(isItself && deletionPolicy !== undefined ? { deletionPolicy } : {}),
    ...(isItself && updateReplacePolicy !== undefined ? { updateReplacePolicy } : {}),
    ...made,
  };
}
