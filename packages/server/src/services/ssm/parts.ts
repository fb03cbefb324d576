import type { MachineHost } from '@codeyard/compute/machines/machine-host';
import type { Faults } from '../../faults/faults.ts';
import type { ServiceContext } from '../../gateway/service.ts';

export interface SsmOptions {
  /** Where managed instances live. */
  readonly machines: MachineHost;
  /** What commands on an instance find in their environment. */
  readonly environmentOf: (instance: string) => Promise<Readonly<Record<string, string>>>;
  readonly faults: Faults;
}

export type Parts = ServiceContext & SsmOptions;
