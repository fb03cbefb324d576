import type { MachineHost } from '@codeyard/compute/machines/machine-host';
import type { Faults } from '../../faults/faults.ts';
import type { Caller } from '../../gateway/request-context.ts';
import type { ServiceContext } from '../../gateway/service.ts';

/** Where sessions may be opened, besides instances. */
export interface SessionTargets {
  /** `refused`: the caller may open none. */
  look(target: string, caller: Caller): Promise<'connected' | 'not-connected' | 'refused'>;
}

export interface SsmOptions {
  /** Where managed instances live. */
  readonly machines: MachineHost;
  /** What commands on an instance find in their environment. */
  readonly environmentOf: (instance: string) => Promise<Readonly<Record<string, string>>>;
  readonly faults: Faults;
  readonly sessionTargets: SessionTargets;
  /** Where clients reach this server, without a slash at the end. */
  readonly publicUrl: () => string;
}

export type Parts = ServiceContext & SsmOptions;
