import {
  compareTemplates,
  type EvaluatedTemplate,
  type ResourceChange,
} from '@codeyard/engine/template/compare-templates';
import { createEvaluator, type TemplateSurroundings } from '@codeyard/engine/template/evaluate-template';
import { asObject, type Json, type JsonObject, type Template } from '@codeyard/engine/template/parse-template';
import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import type { Prepared } from './prepare.ts';
import type { PhysicalDocument, Tag, VersionValues } from './rules/stack.ts';
import { listExports } from './store/exports.ts';
import { listPhysicals } from './store/resources.ts';
import type { Stack } from './store/stacks.ts';
import { type OpenVersion, pseudoParameters } from './surroundings.ts';

export interface Changes {
  readonly resources: readonly ResourceChange[];
  /** Outputs or tags differ. */
  readonly others: boolean;
}

export const isNoChange = ({ resources, others }: Changes): boolean => !others && resources.length === 0;

interface Versioned {
  readonly template: Template;
  readonly values: VersionValues;
}

/** What a version would do to a stack. Of what is not made yet, references stand for themselves. */
export async function describeChanges(
  db: Db,
  parts: Parts,
  { stack, previous, prepared }: { stack: Stack; previous: OpenVersion | undefined; prepared: Prepared },
): Promise<Changes> {
  const known = await knownValues(db, parts, stack);
  const after = evaluated(prepared, known(prepared.values));
  const before = previous
    ? evaluated(previous, known(previous.values))
    : { template: { ...prepared.template, resources: {} }, resources: {} };
  const outputsOf = ({ template, values }: Versioned) => {
    const evaluate = tolerant(template, known(values));
    return JSON.stringify(Object.entries(template.outputs).map(([name, output]) => [name, evaluate(output)]));
  };
  const others =
    previous !== undefined &&
    (outputsOf(previous) !== outputsOf(prepared) || !sameTags(stack.document.facts.tags, prepared.tags));
  const live = (change: ResourceChange) =>
    change.action === 'Add' || stack.state.resources[change.id] !== undefined || previous === undefined;
  return { resources: compareTemplates(before, after).filter(live), others };
}

const sameTags = (one: readonly Tag[], other: readonly Tag[]): boolean => {
  const text = (tags: readonly Tag[]) =>
    tags
      .map(({ Key, Value }) => JSON.stringify([Key, Value]))
      .sort()
      .join();
  return text(one) === text(other);
};

async function knownValues(db: Db, parts: Parts, stack: Stack) {
  const attributes = new Map<string, JsonObject>();
  for (const { logicalId, physicalId, sealed } of await listPhysicals(db, stack.id)) {
    if (stack.state.resources[logicalId]?.physicalId !== physicalId) continue;
    attributes.set(logicalId, (JSON.parse(parts.vault.open(sealed)) as PhysicalDocument).attributes);
  }
  const exports = new Map((await listExports(db)).map(({ name, value }) => [name, value]));
  return (values: VersionValues): TemplateSurroundings => ({
    parameters: values.resolved,
    pseudoParameters: pseudoParameters(parts, stack),
    reference: (id) => stack.state.resources[id]?.physicalId ?? { Ref: id },
    attribute: (id, name) => attributes.get(id)?.[name] ?? { 'Fn::GetAtt': [id, name] },
    functions: {
      'Fn::ImportValue': (argument) => exports.get(String(argument)) ?? { 'Fn::ImportValue': argument },
      'Fn::GetAZs': (argument) => ({ 'Fn::GetAZs': argument }),
    },
  });
}

function evaluated({ template }: Versioned, surroundings: TemplateSurroundings): EvaluatedTemplate {
  const evaluate = tolerant(template, surroundings);
  const conditions = createEvaluator(template, surroundings);
  const resources: Record<string, { type: string; properties: JsonObject }> = {};
  for (const [id, { type, properties, condition }] of Object.entries(template.resources)) {
    if (condition !== undefined && !conditions.condition(condition)) continue;
    const values = Object.entries(properties).map(([name, value]) => [name, evaluate(value)] as const);
    resources[id] = {
      type,
      properties: Object.fromEntries(values.filter(([, value]) => value !== undefined)) as JsonObject,
    };
  }
  return { template, resources };
}

/** Evaluates, and leaves as it stands what needs a resource that is not there. */
function tolerant(template: Template, surroundings: TemplateSurroundings) {
  const { value } = createEvaluator(template, surroundings);
  return (part: Json): Json | undefined => {
    try {
      // A member by itself, so that one that is to be left out is left out.
      return asObject(value({ part })).part;
    } catch {
      return part;
    }
  };
}
