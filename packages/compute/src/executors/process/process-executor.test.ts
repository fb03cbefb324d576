import { describe } from 'vitest';
import { executorContract } from '../executor-contract.ts';
import { createProcessExecutor } from './process-executor.ts';

describe('the process executor', () => {
  executorContract(() => createProcessExecutor({ path: process.env.PATH ?? '/usr/bin:/bin' }));
});
