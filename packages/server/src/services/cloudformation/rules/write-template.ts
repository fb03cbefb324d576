import type { Json, Template } from '@codeyard/engine/template/parse-template';

/** A template as JSON text, the transforms done. */
export function writeTemplate({
  description,
  metadata,
  parameters,
  rules,
  mappings,
  conditions,
  resources,
  outputs,
}: Template): string {
  const sections = {
    Metadata: metadata,
    Parameters: parameters,
    Rules: rules,
    Mappings: mappings,
    Conditions: conditions,
  };
  const filled = Object.entries(sections).filter(([, section]) => Object.keys(section).length > 0);
  return JSON.stringify({
    AWSTemplateFormatVersion: '2010-09-09',
    ...(description === undefined ? {} : { Description: description }),
    ...Object.fromEntries(filled),
    Resources: Object.fromEntries(Object.entries(resources).map(([id, resource]) => [id, writeResource(resource)])),
    ...(Object.keys(outputs).length > 0 ? { Outputs: outputs } : {}),
  });
}

function writeResource(resource: Template['resources'][string]): Json {
  const { type, properties, condition, dependsOn, deletionPolicy, updateReplacePolicy } = resource;
  return {
    Type: type,
    ...(condition === undefined ? {} : { Condition: condition }),
    ...(dependsOn.length === 0 ? {} : { DependsOn: [...dependsOn] }),
    ...(deletionPolicy === undefined ? {} : { DeletionPolicy: deletionPolicy }),
    ...(updateReplacePolicy === undefined ? {} : { UpdateReplacePolicy: updateReplacePolicy }),
    Properties: properties,
  };
}
