import type { ServiceContext } from '../../gateway/service.ts';
import type { DefinitionCache } from './definition-cache.ts';

export type Parts = ServiceContext & {
  readonly definitions: DefinitionCache;
  /** Told of executions that ended in this process, by ARN. */
  readonly endings: Map<string, () => void>;
};
