import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { invalid } from './errors.ts';
import { sealSecrets } from './open-secrets.ts';
import type { Parts } from './parts.ts';
import { checkStructure, onlyV2Features } from './rules/check-structure.ts';

/** What is kept of a declaration: checked, with the defaults AWS echoes, its secrets sealed. */
export function prepareDeclaration(
  parts: Parts,
  given: PipelineDeclaration,
  version: number,
  before?: PipelineDeclaration,
): PipelineDeclaration {
  const problems = checkStructure(given, parts.region);
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
    })),
  }));
  const pipelineType = given.pipelineType ?? (onlyV2Features(given).length > 0 ? 'V2' : 'V1');
  return sealSecrets(parts, { ...given, stages, version, executionMode: mode, pipelineType }, before);
}
