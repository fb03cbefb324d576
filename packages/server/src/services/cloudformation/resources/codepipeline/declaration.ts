import type { CreatePipelineCommandInput, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { asObject, type Json, type JsonObject } from '@codeyard/engine/template/parse-template';
import { type ResourceCall, ResourceFailure } from '../resource-type.ts';

const AS_THEY_ARE = ['ArtifactStore', 'ExecutionMode', 'PipelineType', 'RoleArn', 'Triggers', 'Variables'];

/** Properties that are part of a pipeline's declaration. */
export const DECLARED = [...AS_THEY_ARE, 'ArtifactStores', 'Stages'];

/** The declaration that a template's properties stand for. */
export function declarationOf(call: ResourceCall, name: string): PipelineDeclaration {
  const { properties } = call;
  const { ArtifactStores, Stages } = properties;
  const given = AS_THEY_ARE.filter((property) => properties[property] !== undefined);
  const value = {
    Name: name,
    ...Object.fromEntries(given.map((property) => [property, properties[property] ?? null])),
    ...(ArtifactStores === undefined ? {} : { ArtifactStores: storesOf(ArtifactStores) }),
    ...(Stages === undefined ? {} : { Stages: listOf(Stages).map(stageOf) }),
  };
  const input = call.fit<CreatePipelineCommandInput>('codepipeline', 'CreatePipeline', { Pipeline: value });
  return input.pipeline as PipelineDeclaration;
}

export const listOf = (value: Json | undefined): Json[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** Templates list stores with their regions; the API has them by region. */
function storesOf(stores: Json): JsonObject {
  return Object.fromEntries(
    listOf(stores).map((store) => {
      const { Region, ArtifactStore } = asObject(store);
      return [String(Region), ArtifactStore ?? null];
    }),
  );
}

const stageOf = (stage: Json): Json => change(stage, 'actions', (actions) => listOf(actions).map(actionOf));

const actionOf = (action: Json): Json =>
  change(action, 'configuration', (given) => (typeof given === 'string' ? readConfiguration(given) : given));

/** With one member changed, however it is spelled. */
const change = (value: Json, name: string, changed: (member: Json) => Json): Json =>
  Object.fromEntries(
    Object.entries(asObject(value)).map(([key, member]) => [
      key,
      key.toLowerCase() === name ? changed(member) : member,
    ]),
  );

/** A configuration may be JSON text. */
function readConfiguration(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ResourceFailure('Configuration of an action is neither an object nor JSON text of one');
  }
}
