import type { Say } from './check-functions.ts';
import { nothingAt } from './check-structure.ts';
import { isObject, type Json, scalarText } from './json.ts';
import type { Template } from './template.ts';

const PARAMETER_MEMBERS: ReadonlySet<string> = new Set([
  ...['Type', 'Default', 'NoEcho', 'AllowedValues', 'AllowedPattern', 'MaxLength', 'MinLength', 'MaxValue', 'MinValue'],
  ...['Description', 'ConstraintDescription'],
]);
const PARAMETER_TYPE =
  /^(?:String|Number|CommaDelimitedList|List<(?:String|Number)>|AWS::(?:EC2|Route53|SSM)::[\w:]+(?:<[\w:<>]+>)?|List<AWS::(?:EC2|Route53)::[\w:]+>)$/;

export function checkParameters({ parameters }: Template, say: Say): void {
  for (const [name, parameter] of Object.entries(parameters)) {
    const path = ['Parameters', name];
    const fault = (message: string, ...at: string[]) =>
      say({ message: `Template format error: ${message}`, path: [...path, ...at] });
    if (!/^[A-Za-z0-9]+$/.test(name)) fault(`Parameter name ${name} is non alphanumeric.`);
    if (parameter === null) {
      say(nothingAt(path));
      continue;
    }
    const { Type, Default } = isObject(parameter) ? parameter : {};
    if (typeof Type !== 'string') fault('Every Parameters object must contain a Type member.');
    else if (!PARAMETER_TYPE.test(Type)) fault(`Unrecognized parameter type: ${Type}`, 'Type');
    if (!isObject(parameter)) continue;
    for (const [member, value] of Object.entries(parameter)) {
      if (!PARAMETER_MEMBERS.has(member))
        say({ message: `Invalid template parameter property '${member}'`, path: [...path, member] });
      else if (value === null) say(nothingAt([...path, member]));
    }
    if (Default !== undefined && Default !== null && scalarText(Default) === undefined)
      fault('Every Default member must be a string.', 'Default');
  }
}

export function checkMappings({ mappings }: Template, say: Say): void {
  for (const [name, mapping] of Object.entries(mappings)) {
    const path = ['Mappings', name];
    const entries = membersOf(mapping, { name, path, say });
    for (const [key, attributes] of entries) {
      for (const [attribute, value] of membersOf(attributes, { name: key, path: [...path, key], say })) {
        const at = [...path, key, attribute];
        const values = Array.isArray(value) ? value : [value];
        if (values.includes(null)) say(nothingAt(at));
        else if (values.some((item) => typeof item === 'object'))
          say({ message: 'Template format error: Every Mappings attribute must be a String or a List.', path: at });
      }
    }
  }
}

function membersOf(value: Json, { name, path, say }: { name: string; path: readonly string[]; say: Say }) {
  if (isObject(value)) return Object.entries(value);
  if (value === null) say(nothingAt(path));
  else say({ message: `Template format error: Every Mappings member ${name} must be a map`, path });
  return [];
}
