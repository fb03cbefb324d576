import type { FitInput } from '../../gateway/fit-input.ts';
import type { ServiceContext } from '../../gateway/service.ts';
import type { ResourceType } from './resources/resource-type.ts';
import type { TemplateCache } from './template-cache.ts';

/** What only this service needs. */
export interface CloudformationParts {
  /** Resources of types that are not here are written down instead of refused. */
  readonly recordsUnknownTypes: boolean;
}

export interface Parts extends ServiceContext, CloudformationParts {
  readonly fit: FitInput;
  readonly templates: TemplateCache;
  readonly findType: (name: string) => ResourceType | undefined;
}
