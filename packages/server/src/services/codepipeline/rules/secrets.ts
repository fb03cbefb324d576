import type { ActionDeclaration, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { findActionType } from './catalogue.ts';

export const MASK = '****';
const isMask = (text: string | undefined) => text === MASK || text === '*****';

/** The declaration with every secret of its actions' configurations changed by `change`. */
export function mapSecrets(
  pipeline: PipelineDeclaration,
  change: (secret: string, place: { stage: string; action: string; key: string }) => string,
): PipelineDeclaration {
  const stages = pipeline.stages?.map((stage) => ({
    ...stage,
    actions: stage.actions?.map((action) => {
      const keys = secretKeys(action);
      if (keys.length === 0) return action;
      const configuration = { ...action.configuration };
      for (const key of keys) {
        const place = { stage: stage.name ?? '', action: action.name ?? '', key };
        configuration[key] = change(configuration[key] ?? '', place);
      }
      return { ...action, configuration };
    }),
  }));
  return { ...pipeline, stages };
}

/** An action as it is kept: that of a custom type says itself what is secret. */
export type KeptAction = ActionDeclaration & { readonly secretKeys?: readonly string[] };

/** Names of the secrets among what an action was given. */
export function secretKeys(action: KeptAction): string[] {
  const type = findActionType(action.actionTypeId);
  const given = action.configuration ?? {};
  const keys = action.secretKeys ?? (type?.configuration ?? []).flatMap(({ name, secret }) => (secret ? name : []));
  return keys.filter((name) => given[name] !== undefined);
}

/** As every read operation shows it. */
export const maskSecrets = (pipeline: PipelineDeclaration) => mapSecrets(pipeline, () => MASK);

/** A secret sent back as its mask stands for the one that is kept; undefined when there is none to stand for. */
export function keptSecret(
  before: PipelineDeclaration | undefined,
  place: { stage: string; action: string; key: string },
): string | undefined {
  const stage = before?.stages?.find(({ name }) => name === place.stage);
  return stage?.actions?.find(({ name }) => name === place.action)?.configuration?.[place.key];
}

export { isMask };
