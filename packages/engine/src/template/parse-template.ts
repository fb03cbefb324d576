import { checkStructure, transformsOf } from './check-structure.ts';
import { checkTemplate } from './check-template.ts';
import { placeProblems } from './explain-problems.ts';
import { asObject, bareCopy, isObject, type Json, type JsonObject, scalarText } from './json.ts';
import { readDocument } from './read-document.ts';
import type { Template, TemplateProblem, TemplateResource } from './template.ts';

export { asObject, type Json, type JsonObject } from './json.ts';
export type { Template, TemplatePath, TemplateProblem, TemplateResource } from './template.ts';

export type ParsedTemplate = { ok: true; template: Template } | { ok: false; problems: TemplateProblem[] };

/** Reads YAML or JSON. A text that is no template is refused with all that `checkTemplate` would have said of the rest. */
export function parseTemplate(text: string): ParsedTemplate {
  const read = readDocument(text);
  if ('problem' in read) return { ok: false, problems: [read.problem] };
  const root = read.value;
  if (!isObject(root)) return { ok: false, problems: [{ message: 'Template format error: unsupported structure.' }] };
  const problems = checkStructure(root);
  const template = templateOf(root);
  if (problems.length === 0) return { ok: true, template };
  // What a transform would make is unknown here, and may be referred to.
  const others = template.transforms.length === 0 ? checkTemplate(template) : [];
  return { ok: false, problems: placeProblems(text, [...problems, ...others]) };
}

function templateOf(root: JsonObject): Template {
  const section = (name: string): JsonObject => bareCopy(asObject(root[name]));
  const resources: Record<string, TemplateResource> = Object.create(null);
  for (const [id, body] of Object.entries(asObject(root.Resources))) resources[id] = resourceOf(asObject(body));
  const description = scalarText(root.Description);
  return {
    ...(description === undefined ? {} : { description }),
    transforms: transformsOf(root.Transform),
    metadata: section('Metadata'),
    globals: section('Globals'),
    outputs: section('Outputs'),
    rules: section('Rules'),
    parameters: section('Parameters'),
    mappings: section('Mappings'),
    conditions: section('Conditions'),
    resources,
  };
}

function resourceOf(body: JsonObject): TemplateResource {
  const condition = scalarText(body.Condition);
  const deletionPolicy = scalarText(body.DeletionPolicy);
  const updateReplacePolicy = scalarText(body.UpdateReplacePolicy);
  return {
    type: scalarText(body.Type) ?? '',
    properties: asObject(body.Properties),
    ...(condition === undefined ? {} : { condition }),
    dependsOn: listOf(body.DependsOn).flatMap((item) => scalarText(item) ?? []),
    ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
    ...(updateReplacePolicy === undefined ? {} : { updateReplacePolicy }),
  };
}

const listOf = (value: Json | undefined): readonly (Json | undefined)[] => (Array.isArray(value) ? value : [value]);
