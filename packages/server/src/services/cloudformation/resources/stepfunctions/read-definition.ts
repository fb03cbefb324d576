import { readContent } from '@codeyard/engine/command-document/read-content';
import { asObject, type Json, type JsonObject } from '@codeyard/engine/template/parse-template';
import { type ResourceCall, ResourceFailure, textOf } from '../resource-type.ts';

const FORMS = ['Definition', 'DefinitionString', 'DefinitionS3Location'];

/** The text of a state machine's definition, with what its template puts into it. */
export async function readDefinition(call: ResourceCall): Promise<string> {
  const { DefinitionSubstitutions } = call.properties;
  const given = FORMS.filter((form) => call.properties[form] !== undefined);
  if (given.length !== 1) throw new ResourceFailure(`Exactly one of ${FORMS.join(', ')} must be given`);
  return substitute(await textOfDefinition(call), asObject(DefinitionSubstitutions));
}

async function textOfDefinition(call: ResourceCall): Promise<string> {
  const { Definition, DefinitionString, DefinitionS3Location } = call.properties;
  if (DefinitionS3Location !== undefined) return await fetchDefinition(call, asObject(DefinitionS3Location));
  const value = Definition ?? DefinitionString ?? null;
  return textOf(value) ?? JSON.stringify(value);
}

/** The object may be JSON or YAML. */
async function fetchDefinition({ aws }: ResourceCall, location: JsonObject): Promise<string> {
  const { Bucket, Key, Version } = location;
  const version = textOf(Version);
  const { Body } = await aws.s3.getObject({
    ...{ Bucket: textOf(Bucket) ?? '', Key: textOf(Key) ?? '' },
    ...(version === undefined ? {} : { VersionId: version }),
  });
  const text = (await Body?.transformToString()) ?? '';
  if (text.trimStart().startsWith('{')) return text;
  const content = readContent(text, 'YAML');
  if ('problem' in content)
    throw new ResourceFailure(`DefinitionS3Location is neither JSON nor YAML: ${content.problem}`);
  return JSON.stringify(content.value);
}

/** `${name}` becomes a value, as it is: within JSON text. */
function substitute(text: string, values: JsonObject): string {
  return text.replaceAll(/\$\{([^${}]+)\}/g, (whole, name: string) => {
    const value: Json | undefined = Object.hasOwn(values, name) ? values[name] : undefined;
    return textOf(value) ?? whole;
  });
}
