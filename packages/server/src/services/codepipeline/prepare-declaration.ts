import type { ActionDeclaration, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type { Db } from '../../database/database.ts';
import { invalid } from './errors.ts';
import { sealSecrets } from './open-secrets.ts';
import type { Parts } from './parts.ts';
import { checkStructure, onlyV2Features } from './rules/check-structure.ts';
import { type CustomType, typeKey } from './rules/custom-type.ts';
import type { KeptAction } from './rules/secrets.ts';
import { withDefaultTriggers } from './rules/trigger-filters.ts';
import { listCustomTypes } from './store/custom-types.ts';

/** What is kept of a declaration: checked, with the defaults AWS echoes, its secrets sealed. */
export async function prepareDeclaration(
  db: Db,
  parts: Parts,
  given: PipelineDeclaration,
  { version, before }: { version: number; before?: PipelineDeclaration },
): Promise<PipelineDeclaration> {
  const customTypes = await listCustomTypes(db);
  const problems = checkStructure(given, { region: parts.region, customTypes });
  const [first] = problems;
  if (first) {
    const alike = problems.filter(({ kind }) => kind === first.kind).map(({ message }) => message);
    throw invalid(first.kind, [...new Set(alike)].join('; '));
  }
  const mode = given.executionMode ?? 'SUPERSEDED';
  const stages = given.stages?.map((stage) => ({
    ...stage,
    actions: stage.actions?.map((action) => ({
      ...action,
      runOrder: action.runOrder ?? 1,
      configuration: action.configuration ?? {},
      outputArtifacts: action.outputArtifacts ?? [],
      inputArtifacts: action.inputArtifacts ?? [],
      ...secretKeysOf(action, customTypes),
    })),
  }));
  const pipelineType = given.pipelineType ?? (onlyV2Features(given).length > 0 ? 'V2' : 'V1');
  const triggers = pipelineType === 'V2' ? withDefaultTriggers(given) : given.triggers;
  const kept = { ...given, stages, version, executionMode: mode, pipelineType, ...(triggers ? { triggers } : {}) };
  return sealSecrets(parts, kept, before);
}

/** Which values of a custom action are secrets stays with it: its type may be gone when they are read. */
function secretKeysOf(
  { actionTypeId: id }: ActionDeclaration,
  types: readonly CustomType[],
): Pick<KeptAction, 'secretKeys'> {
  if (id?.owner !== 'Custom') return {};
  const type = types.find((custom) => typeKey(custom) === typeKey(id));
  return { secretKeys: (type?.properties ?? []).filter(({ secret }) => secret).map(({ name }) => name) };
}
