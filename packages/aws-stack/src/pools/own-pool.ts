import { readPool } from '@codeyard/engine/instance-pools/read-pool';
import type { OwnMachine } from '../action/configuration.ts';
export { readPool, type OwnMachine };
