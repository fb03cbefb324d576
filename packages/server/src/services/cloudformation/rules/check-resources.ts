import { referencesIn } from '@codeyard/engine/template/dependencies';
import type { Json, JsonObject, Template, TemplateProblem } from '@codeyard/engine/template/parse-template';
import type { ResourceType } from '../resources/resource-type.ts';

type FindType = (name: string) => ResourceType | undefined;

/** Resources of types that are not here. */
export function unknownTypes(template: Template, findType: FindType): TemplateProblem[] {
  const unknown = Object.values(template.resources).filter(({ type }) => !findType(type));
  if (unknown.length === 0) return [];
  const names = unknown.map(({ type, line }) => `${type} (line ${line})`);
  return [
    {
      message: `Template format error: Unrecognized resource types: [${[...new Set(names)].join(', ')}]. codeyard serve --record-unknown-resources writes such resources down instead`,
    },
  ];
}

/** Attributes that are asked of resources whose type does not have them. */
export function unknownAttributes(template: Template, findType: FindType): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  const check = (value: Json, line?: number) => {
    for (const [id, names] of referencesIn(value).attributes) {
      const type = findType(template.resources[id]?.type ?? '');
      if (!type) continue;
      for (const name of names) {
        if (hasAttribute(type, name)) continue;
        const message = `Template error: resource ${id} does not support attribute type ${name} in Fn::GetAtt`;
        problems.push(line === undefined ? { message } : { message, line });
      }
    }
  };
  for (const { properties, line } of Object.values(template.resources)) check(properties, line);
  check(template.outputs);
  return problems;
}

const hasAttribute = ({ attributes }: ResourceType, name: string) =>
  attributes.some((known) => (known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : known === name));

/** What is wrong with the names of a resource's properties. */
export function propertyProblems(type: ResourceType, properties: JsonObject): string[] {
  const given = Object.keys(properties);
  const isOpen = type.isRecorded || type.properties['*'] !== undefined;
  const unknown = isOpen ? [] : given.filter((name) => !Object.hasOwn(type.properties, name));
  const missing = (type.required ?? []).filter((name) => properties[name] === undefined || properties[name] === null);
  return [
    ...unknown.map((name) => `Encountered unsupported property ${name}`),
    ...missing.map((name) => `Property ${name} cannot be empty.`),
  ];
}
