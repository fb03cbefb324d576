import { readFileSync } from 'node:fs';
import type { ServiceRouting, WireModel } from './wire-model.ts';

/** The generated models: routing facts of all services at once, a service's shapes when first asked for. */
export interface WireModels {
  /** By SDK client. */
  readonly routing: Readonly<Record<string, ServiceRouting>>;
  load(sdkClient: string): WireModel;
}

/** The same distance from `src` and from `dist`. */
const GENERATED = new URL('../../../generated/wire/', import.meta.url);

export function openWireModels(folder: URL = GENERATED): WireModels {
  const { services } = readJson<{ services: Record<string, ServiceRouting> }>(folder, 'index.json');
  const loaded = new Map<string, WireModel>();
  return {
    routing: services,
    load(sdkClient) {
      const model = loaded.get(sdkClient) ?? readJson<WireModel>(folder, `${sdkClient}.json`);
      loaded.set(sdkClient, model);
      return model;
    },
  };
}

function readJson<T>(folder: URL, file: string): T {
  const url = new URL(file, folder);
  try {
    return JSON.parse(readFileSync(url, 'utf8'));
  } catch (cause) {
    throw new Error(`${url.pathname} cannot be read; run "npm run build" to make it`, { cause });
  }
}
