import { describePoolStore } from './pool-store-contract.ts';
import { MemoryPoolStore } from './testing/memory-pool-store.ts';

describePoolStore(
  'memory',
  async () => new MemoryPoolStore(),
  async () => {},
);
