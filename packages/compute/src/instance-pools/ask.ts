import type { Outcome, Refusal } from '@codeyard/engine/instance-pools/effect';

/** Asks for several instances at once, where there are any, and tells of each. */
export async function ask(
  effects: readonly { readonly key: string; readonly instanceId: string }[],
  request: (ids: readonly string[]) => Promise<ReadonlyMap<string, Refusal | undefined>>,
): Promise<Outcome[]> {
  if (effects.length === 0) return [];
  const failed = (error: unknown) => new Map(effects.map(({ instanceId }) => [instanceId, unknownRefusal(error)]));
  const answers = await request(effects.map(({ instanceId }) => instanceId)).catch(failed);
  return effects.map(({ key, instanceId }): Outcome => {
    const refusal = answers.get(instanceId);
    return refusal ? { type: 'refused', key, refusal } : { type: 'asked', key };
  });
}

/** Nobody knows whether it was done. */
export function unknownRefusal(error: unknown): Refusal {
  return { kind: 'unknown', code: error instanceof Error ? error.name : 'Unknown', message: String(error) };
}
