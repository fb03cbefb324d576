import type { MachineHost } from '@codeyard/compute/machines/machine-host';
import type { Faults, FindFault } from '../../faults/faults.ts';
import type { ServiceContext } from '../../gateway/service.ts';
import type { ImageRule } from './rules/images.ts';

export interface Ec2Options {
  /** Where instances live. */
  readonly machines: MachineHost;
  /** Which AMI ids there are: `<pattern>` or `<pattern>=windows`. */
  readonly amis: readonly string[];
  /** Instances that are not terminated at once. */
  readonly concurrentInstances: number;
  readonly faults: Faults;
  readonly findFault: FindFault;
  /** Makes the tokens by which instances are known. */
  readonly secret: Buffer;
}

export type Parts = ServiceContext & Ec2Options & { readonly images: readonly ImageRule[] };
