import { referencesIn } from '@codeyard/engine/template/dependencies';
import { createEvaluator, TemplateError, type TemplateSurroundings } from '@codeyard/engine/template/evaluate-template';
import type { Json, JsonObject, Template } from '@codeyard/engine/template/parse-template';
import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import type { StackFacts } from './resources/resource-type.ts';
import type { PhysicalDocument, VersionValues } from './rules/stack.ts';
import { listExports } from './store/exports.ts';
import { listPhysicals } from './store/resources.ts';
import { findVersion, type Stack } from './store/stacks.ts';

/** A version of a stack as it can be evaluated. */
export interface OpenVersion {
  readonly template: Template;
  readonly text: string;
  readonly values: VersionValues;
}

export async function openVersion(db: Db, parts: Parts, stack: string, version: number): Promise<OpenVersion> {
  const found = await findVersion(db, stack, version);
  if (!found) throw new Error(`The version ${version} of ${stack} is gone`);
  const read = parts.templates(found.template);
  if (!read.ok) throw new Error(`The template of ${stack} cannot be read any more: ${read.problems[0]?.message}`);
  const values = JSON.parse(parts.vault.open(found.sealed)) as VersionValues;
  return { template: read.template, text: found.template, values };
}

type Place = Pick<Parts, 'account' | 'region'>;

export const pseudoParameters = (
  { account, region }: Place,
  { id, name, document }: Pick<Stack, 'id' | 'name'> & { document: { facts: { notificationArns: readonly string[] } } },
): Record<string, string> => ({
  'AWS::AccountId': account,
  'AWS::Partition': 'aws',
  'AWS::Region': region,
  'AWS::StackId': id,
  'AWS::StackName': name,
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::NotificationARNs': document.facts.notificationArns.join(','),
});

/** What resources know of their stack. */
export const factsFor = (
  { account, region, endpoint }: Pick<Parts, 'account' | 'region' | 'endpoint'>,
  { id, name }: Pick<Stack, 'id' | 'name'>,
): StackFacts => ({ id, name, account, region, endpoint: endpoint() });

/** An evaluator over what a stack has made so far. `imports` fills with the names that were imported. */
export async function openEvaluator(
  db: Db,
  parts: Parts,
  { stack, version, about }: { stack: Stack; version: OpenVersion; about: Json },
) {
  const imports = new Set<string>();
  const { refs, attributes } = referencesIn(about);
  const wanted = new Set([...refs, ...attributes.keys()]);
  const documents = new Map<string, PhysicalDocument>();
  for (const { logicalId, physicalId, sealed } of await listPhysicals(db, stack.id)) {
    if (!wanted.has(logicalId) || stack.state.resources[logicalId]?.physicalId !== physicalId) continue;
    documents.set(logicalId, JSON.parse(parts.vault.open(sealed)) as PhysicalDocument);
  }
  const exports = JSON.stringify(about).includes('Fn::ImportValue') ? await listExports(db) : [];
  const surroundings: TemplateSurroundings = {
    parameters: version.values.resolved,
    pseudoParameters: pseudoParameters(parts, stack),
    reference(id) {
      const resource = stack.state.resources[id];
      if (!resource) throw new TemplateError(`Unresolved resource dependency: ${id} is not in the stack`);
      return resource.physicalId;
    },
    attribute(id, name) {
      const document = documents.get(id);
      const physicalId = stack.state.resources[id]?.physicalId;
      const guess = document && parts.findType(document.type)?.guess;
      return attributeOf(id, name, {
        document,
        ...(guess && physicalId !== undefined
          ? { guess: () => guess(name, { physicalId, stack: factsFor(parts, stack) }) }
          : {}),
      });
    },
    functions: {
      'Fn::ImportValue': (argument) => {
        const name = String(argument);
        const found = exports.find((entry) => entry.name === name);
        if (!found) throw new TemplateError(`No export named ${name} found. Rollback requested by user.`);
        imports.add(name);
        return found.value;
      },
      'Fn::GetAZs': (argument) => ['a', 'b', 'c'].map((zone) => `${String(argument) || parts.region}${zone}`),
    },
  };
  return { ...createEvaluator(version.template, surroundings), surroundings, imports };
}

function attributeOf(
  id: string,
  name: string,
  { document, guess }: { document: PhysicalDocument | undefined; guess?: () => Json },
): Json {
  const attributes: JsonObject = document?.attributes ?? {};
  const value = Object.hasOwn(attributes, name) ? attributes[name] : guess?.();
  if (value !== undefined) return value;
  throw new TemplateError(`Attribute '${name}' does not exist for ${id}${document ? ` (${document.type})` : ''}`);
}
