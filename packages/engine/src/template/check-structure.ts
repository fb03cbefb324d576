import { hasExtensions, LANGUAGE_EXTENSIONS } from './functions.ts';
import { isObject, type Json, type JsonObject, scalarText } from './json.ts';
import type { TemplateProblem } from './template.ts';

const SECTIONS = ['Metadata', 'Parameters', 'Rules', 'Mappings', 'Conditions', 'Resources', 'Outputs', 'Hooks'];
const OTHERS = ['AWSTemplateFormatVersion', 'Description', 'Transform', 'Globals'];
const TOP_LEVEL: ReadonlySet<string> = new Set([...SECTIONS, ...OTHERS]);

/** `Description` is in no documentation and is accepted: CodeStar wrote it into every resource. */
const ATTRIBUTES: ReadonlySet<string> = new Set([
  ...['Type', 'Properties', 'Condition', 'DependsOn', 'Metadata', 'Version', 'Description'],
  ...['CreationPolicy', 'UpdatePolicy', 'DeletionPolicy', 'UpdateReplacePolicy'],
]);
const TEXTS: ReadonlySet<string> = new Set(['Condition', 'DeletionPolicy', 'UpdateReplacePolicy']);
/** What only SAM knows at a resource. */
const SERVERLESS_ATTRIBUTES: ReadonlySet<string> = new Set(['Connectors', 'IgnoreGlobals']);

/** What keeps a document from being a template at all. */
export function checkStructure(root: JsonObject): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  const unknown = Object.keys(root).filter((name) => !TOP_LEVEL.has(name));
  if (unknown.length > 0) {
    problems.push({
      message: `Invalid template property or properties [${unknown.join(', ')}]`,
      path: unknown.slice(0, 1),
    });
  }
  const version = root.AWSTemplateFormatVersion;
  if (version !== undefined && version !== '2010-09-09') {
    const said = scalarText(version) ?? JSON.stringify(version);
    problems.push({
      message: `Template format error: ${said} is not a supported value for AWSTemplateFormatVersion.`,
      path: ['AWSTemplateFormatVersion'],
    });
  }
  for (const name of [...SECTIONS, 'Globals']) {
    const section = root[name];
    if (section === undefined || isObject(section)) continue;
    problems.push(
      section === null ? nothingAt([name]) : { message: `Template format error: ${name} must be a map.`, path: [name] },
    );
  }
  const resources = root.Resources;
  if (resources === undefined || (isObject(resources) && Object.keys(resources).length === 0)) {
    problems.push({
      message: 'Template format error: At least one Resources member must be defined.',
      ...(resources === undefined ? {} : { path: ['Resources'] }),
    });
  }
  if (isObject(resources)) {
    for (const [id, body] of Object.entries(resources)) {
      const isLoop = id.startsWith('Fn::ForEach::') && hasExtensions({ transforms: transformsOf(root.Transform) });
      problems.push(...(isLoop ? [LOOP(id)] : resourceProblems(id, body)));
    }
  }
  return problems;
}

/** Names of transforms: one text, an object with a name and parameters, or a list of them. */
export const transformsOf = (value: Json | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((item) => scalarText(isObject(item) ? item.Name : item) ?? []);

const LOOP = (id: string): TemplateProblem => ({
  message: `Transform ${LANGUAGE_EXTENSIONS} failed with: Fn::ForEach is not implemented by Codeyard yet.`,
  path: ['Resources', id],
});

/** CloudFormation takes a null nowhere. */
export const nothingAt = (path: readonly (string | number)[], said = path): TemplateProblem => ({
  message: `[${said.map((step) => `/${step}`).join('')}] 'null' values are not allowed in templates`,
  path,
});

function resourceProblems(id: string, body: Json): TemplateProblem[] {
  const path = ['Resources', id];
  if (body === null) return [nothingAt(path)];
  if (!isObject(body)) {
    return [{ message: `Template format error: [/Resources/${id}] resource definition is malformed`, path }];
  }
  const problems: TemplateProblem[] = [];
  if (typeof body.Type !== 'string') {
    const message = `Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`;
    problems.push({ message, path });
  }
  const isServerless = typeof body.Type === 'string' && body.Type.startsWith('AWS::Serverless::');
  for (const [name, value] of Object.entries(body)) {
    const at = [...path, name];
    if (!ATTRIBUTES.has(name) && !(isServerless && SERVERLESS_ATTRIBUTES.has(name)))
      problems.push({ message: `Invalid template resource property '${name}'`, path: at });
    else if (value === null && name !== 'Type') problems.push(nothingAt(at));
    else if (name === 'Properties' && !isObject(value))
      problems.push({ message: 'Template format error: Every Properties member must be a map.', path: at });
    else if (name === 'DependsOn') problems.push(...dependencyProblems(value, at));
    else if (TEXTS.has(name) && scalarText(value) === undefined)
      problems.push({ message: `Template format error: Every ${name} member must be a string.`, path: at });
  }
  return problems;
}

function dependencyProblems(value: Json, path: readonly string[]): TemplateProblem[] {
  if (isObject(value)) {
    return [{ message: 'Template format error: DependsOn must be a string or list of strings.', path }];
  }
  if (!Array.isArray(value)) return [];
  return value.flatMap((item, index): TemplateProblem[] => {
    const at = [...path, index];
    if (item === null) return [nothingAt(at)];
    return scalarText(item) === undefined
      ? [{ message: 'Template format error: Every DependsOn value must be a string.', path: at }]
      : [];
  });
}
