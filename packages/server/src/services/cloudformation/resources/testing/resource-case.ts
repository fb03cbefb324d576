import type { JsonObject } from '@codeyard/engine/template/parse-template';
import type { Yard } from '../../../../testing/start-yard.ts';

/** What the common suite needs to put a type through its paces. */
export interface ResourceCase {
  readonly type: string;
  /** Only a stack can make it. */
  readonly needsStack?: true;
  /** Its change takes minutes, which only the lab passes over. */
  readonly needsLab?: true;
  /** Makes what the resource needs to be there, and answers properties that follow from it. */
  readonly prepare?: (yard: Yard) => Promise<JsonObject>;
  readonly properties: JsonObject;
  /** Laid over `properties`: changes the resource in place. Left out where a type has no such change. */
  readonly change?: JsonObject;
  /** Laid over `properties`: makes another resource. Left out where a type has no such change. */
  readonly replacement?: JsonObject;
  /** Laid over `properties`: cannot be made, for a reason that the service gives when it is asked. */
  readonly broken?: { readonly properties: JsonObject; readonly reason: RegExp };
  /**
   * The resource as its own service tells of it; undefined when it is not there. It must show what `change` changes:
   * the suite checks that it differs after the change.
   */
  readonly look: (yard: Yard, physicalId: string) => Promise<unknown>;
  /** What `look` has to show of a resource with `properties`. */
  readonly expected: unknown;
  /** What `look` has to show after `change`. */
  readonly expectedChange?: unknown;
}
