import { referencesIn } from '@codeyard/engine/template/dependencies';
import type {
  Json,
  JsonObject,
  Template,
  TemplatePath,
  TemplateProblem,
  TemplateResource,
} from '@codeyard/engine/template/parse-template';
import { pathOfResource } from '@codeyard/engine/template/template';
import type { ResourceType } from '../resources/resource-type.ts';

export type FindType = (name: string) => ResourceType | undefined;

const HINT =
  '. Start the server with codeyard serve --record-unknown-resources to have such resources written down instead';

/** What the types of the resources are not, or do not have. */
export const checkResources = (template: Template, findType: FindType): TemplateProblem[] => [
  ...unknownTypes(template, findType),
  ...unknownAttributes(template, findType),
];

/** Resources of types that are not here, each type once. */
function unknownTypes(template: Template, findType: FindType): TemplateProblem[] {
  const unknown = new Map<string, TemplatePath>();
  for (const [id, resource] of Object.entries(template.resources)) {
    if (findType(resource.type) || unknown.has(resource.type)) continue;
    unknown.set(resource.type, [...pathOfResource(id, resource), 'Type']);
  }
  return [...unknown].map(([type, path], index) => ({
    message: `Template format error: Unrecognized resource types: [${type}]${index === unknown.size - 1 ? HINT : ''}`,
    path,
  }));
}

/** Attributes that are asked of resources whose type does not have them. */
function unknownAttributes(template: Template, findType: FindType): TemplateProblem[] {
  const check = (value: Json, path: TemplatePath): TemplateProblem[] =>
    [...referencesIn(value).attributes].flatMap(([id, names]) => {
      const type = findType(template.resources[id]?.type ?? '');
      const unknown = type ? [...names].filter((name) => !hasAttribute(type, name)) : [];
      return unknown.map((name) => ({
        message: `Template error: resource ${id} does not support attribute type ${name} in Fn::GetAtt`,
        path,
      }));
    });
  const checkAll = (values: JsonObject, path: TemplatePath) =>
    Object.entries(values).flatMap(([name, value]) => check(value, [...path, name]));
  return [
    ...Object.entries(template.resources).flatMap(([id, resource]) =>
      checkAll(resource.properties, [...pathOfResource(id, resource), 'Properties']),
    ),
    ...checkAll(template.outputs, ['Outputs']),
  ];
}

const hasAttribute = ({ attributes }: ResourceType, name: string) =>
  attributes.some((known) => (known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : known === name));

/** What is wrong with the names of a resource's properties. */
export function propertyProblems(type: ResourceType, id: string, resource: TemplateResource): TemplateProblem[] {
  const { properties } = resource;
  const isOpen = type.isRecorded || type.properties['*'] !== undefined;
  const unknown = isOpen ? [] : Object.keys(properties).filter((name) => !Object.hasOwn(type.properties, name));
  const missing = (type.required ?? []).filter((name) => properties[name] === undefined || properties[name] === null);
  const path = pathOfResource(id, resource);
  const about = `(${id}, ${resource.type})`;
  return [
    ...unknown.map((name) => ({
      message: `Encountered unsupported property ${name} ${about}`,
      path: [...path, 'Properties', name],
    })),
    ...missing.map((name) => ({ message: `Property ${name} cannot be empty. ${about}`, path })),
  ];
}
