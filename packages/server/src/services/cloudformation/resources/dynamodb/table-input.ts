import { asObject, type Json, type JsonObject } from '@codeyard/engine/template/parse-template';
import { ResourceFailure } from '../resource-type.ts';
import { FEATURES } from './table-features.ts';

export const listOf = (value: Json | undefined): JsonObject[] =>
  (value === undefined ? [] : Array.isArray(value) ? value : [value]) as JsonObject[];

/** The table as CreateTable takes it: what is left to other operations is not in it. */
export function tableInput(properties: JsonObject): JsonObject {
  const own = Object.entries(properties).filter(([name]) => !FEATURES.includes(name) && name !== 'Tags');
  const { StreamSpecification, GlobalSecondaryIndexes, SSESpecification, ...rest } = Object.fromEntries(own);
  if (rest.ImportSourceSpecification !== undefined)
    throw new ResourceFailure('Importing data into a new table is not implemented by Codeyard yet');
  return {
    ...rest,
    ...(GlobalSecondaryIndexes === undefined ? {} : { GlobalSecondaryIndexes: indexInputs(GlobalSecondaryIndexes) }),
    ...(SSESpecification === undefined ? {} : { SSESpecification: encryptionInput(SSESpecification) }),
    ...(StreamSpecification === undefined ? {} : { StreamSpecification: streamInput(StreamSpecification) }),
  };
}

/** Indexes without what has an operation of its own. */
export const indexInputs = (indexes: Json | undefined): JsonObject[] =>
  listOf(indexes).map(({ ContributorInsightsSpecification: _, ...index }) => index);

export function encryptionInput(specification: Json | undefined): JsonObject {
  const { SSEEnabled = false, ...rest } = asObject(specification);
  return { ...rest, Enabled: SSEEnabled };
}

/** A table that has a specification of its stream has a stream. */
export function streamInput(specification: Json | undefined): JsonObject {
  const { ResourcePolicy, ...rest } = asObject(specification);
  if (ResourcePolicy !== undefined)
    throw new ResourceFailure('A resource policy of a stream is not implemented by Codeyard yet');
  return specification === undefined ? { StreamEnabled: false } : { ...rest, StreamEnabled: true };
}
