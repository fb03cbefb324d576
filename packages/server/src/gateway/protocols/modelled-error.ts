import type { WireModel } from '../schema/wire-model.ts';
import type { WireError } from './protocol.ts';

/** The exception's structure and name in the query protocol, where the model has it. */
export interface ModelledError {
  readonly structure: string;
  readonly queryCode: string;
  readonly status: number;
}

/** Finds exceptions by their name or by their query code, whichever a service refuses with. */
export function modelledErrors(model: WireModel): (code: string) => ModelledError | undefined {
  let byCode: Map<string, ModelledError> | undefined;
  return (code) => {
    byCode ??= index(model);
    return byCode.get(code);
  };
}

function index(model: WireModel): Map<string, ModelledError> {
  const byCode = new Map<string, ModelledError>();
  for (const [structure, { error }] of Object.entries(model.structures)) {
    if (!error) continue;
    const found = { structure, queryCode: error.code ?? structure, status: error.status };
    byCode.set(found.queryCode, found);
    byCode.set(structure, found);
  }
  return byCode;
}

/** A refusal's own status, unless it left it at 400 and the model knows better. */
export function statusOf(error: WireError, modelled: ModelledError | undefined): number {
  return error.status === 400 ? (modelled?.status ?? 400) : error.status;
}
