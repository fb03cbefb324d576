import { join } from 'node:path';
import {
  type BuildObservation,
  type BuildOrder,
  type Executor,
  ProvisioningError,
} from '@codeyard/compute/executors/executor';

/** A machine that does what a test says: programs are written to it but never run. */
export interface ScriptedMachine {
  readonly executor: Executor;
  /** What has been asked of it, in order, as `start <uuid>`. */
  readonly calls: readonly string[];
  failProvisioning(code: string, message: string): void;
  /** Every start from now on fails as if the machine had a fault. */
  breakDown(): void;
  /** What `observe` answers from now on. */
  show(observation: BuildObservation): void;
}

export function scriptedMachine(): ScriptedMachine {
  const calls: string[] = [];
  let refusal: ProvisioningError | undefined;
  let observation: BuildObservation = { state: 'running' };
  let isBroken = false;
  const called = (name: string, { id }: Pick<BuildOrder, 'id'>) => void calls.push(`${name} ${id}`);
  return {
    calls,
    failProvisioning(code, message) {
      refusal = new ProvisioningError(code, message);
    },
    breakDown() {
      isBroken = true;
    },
    show(next) {
      observation = next;
    },
    executor: {
      name: 'process',
      isolation: 'Nothing really runs here',
      buildRoot: (workFolder) => join(workFolder, 'codebuild'),
      sharesDockerEngine: false,
      homeFolder: (workFolder) => join(workFolder, 'home'),
      run: async (order) => called('run', order),
      async provision(order) {
        called('provision', order);
        if (refusal) throw refusal;
      },
      async start(order) {
        called('start', order);
        if (isBroken) throw new Error('the machine is broken');
        return { id: order.id };
      },
      observe: async () => observation,
      stop: async ({ id }) => called('stop', { id: String(id) }),
      dispose: async (order) => called('dispose', order),
      openTerminal: async () => {
        throw new Error('nobody looks into a scripted machine');
      },
    },
  };
}
