import { asObject, type Json, type JsonObject } from '@codeyard/engine/template/parse-template';
import type { Doing } from '../end-task.ts';
import type { Parts } from '../parts.ts';
import { openEvaluator, openVersion } from '../surroundings.ts';

/** What the template of the task's version says of a resource. */
export interface WantedProperties {
  readonly properties: JsonObject;
  /** The same for everybody's eyes, as JSON. */
  readonly shown: string;
  readonly imports: ReadonlySet<string>;
}

/** Evaluates the properties of a resource as the version that its task is for has them. */
export async function evaluateProperties(parts: Parts, { stack, task }: Doing): Promise<WantedProperties> {
  const version = await openVersion(parts.database, parts, stack.id, 'version' in task ? task.version : 0);
  const about = version.template.resources[task.id]?.properties ?? {};
  const evaluate = await openEvaluator(parts.database, parts, { stack, version, about });
  const properties = asObject(evaluate.value(about));
  const secrets = Object.entries(version.template.parameters).filter(([, parameter]) =>
    isSecret(asObject(parameter).NoEcho ?? false),
  );
  if (secrets.length === 0) return { properties, shown: JSON.stringify(properties), imports: evaluate.imports };
  const masked = Object.fromEntries(secrets.map(([name]) => [name, '****']));
  const values = { ...version.values, resolved: { ...version.values.resolved, ...masked } };
  const blind = await openEvaluator(parts.database, parts, { stack, version: { ...version, values }, about });
  return { properties, shown: JSON.stringify(blind.value(about)), imports: evaluate.imports };
}

const isSecret = (value: Json) => String(value).toLowerCase() === 'true';
