import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { executorContract } from '../executor-contract.ts';
import { terminalContract } from '../terminal-contract.ts';
import { createProcessExecutor } from './process-executor.ts';
import { findPseudoTerminal } from './pseudo-terminal.ts';

const path = process.env.PATH ?? '/usr/bin:/bin';
const found = await findPseudoTerminal(path);

describe('the process executor', () => {
  executorContract(() => createProcessExecutor({ path }));
});

it.runIf(process.env.CI)('CI has what gives shells a terminal', () => expect(found).toBe('script'));

describe.skipIf(found === 'none')('its shells with what this machine has', () => {
  terminalContract(() => createProcessExecutor({ path }));
});

const hasPython = spawnSync('python3', ['-c', 'import pty']).status === 0;

it.runIf(process.env.CI)('CI has python3, too', () => expect(hasPython).toBe(true));

describe.skipIf(!hasPython)('its shells with python3', () => {
  terminalContract(() => createProcessExecutor({ path, pseudoTerminal: 'python' }));
});

describe('its shells where nothing gives them a terminal', () => {
  terminalContract(() => createProcessExecutor({ path, pseudoTerminal: 'none' }), 'codeyard-test', false);
});
