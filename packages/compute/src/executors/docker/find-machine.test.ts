import { describe, expect, it, vi } from 'vitest';
import type { DockerClient } from './docker-client.ts';
import { machineFinder } from './find-machine.ts';

const INFO = { NCPU: 3, MemTotal: 5 * 1024 ** 3, Architecture: 'aarch64', Runtimes: { nvidia: {} } };

describe('the machine of an engine', () => {
  it('is told once for builds of one minute, and asked for again after a failure', async () => {
    const call = vi.fn<() => Promise<unknown>>().mockRejectedValueOnce(new Error('not there yet'));
    call.mockResolvedValue(INFO);
    const find = machineFinder({ call } as unknown as DockerClient);
    await expect(find()).rejects.toThrow('not there yet');
    const machines = [await find(), await find(), ...(await Promise.all([find(), find()]))];
    expect(new Set(machines).size).toBe(1);
    expect(machines[0]).toEqual({ architecture: 'arm64', cpus: 3, memoryMiB: 5_120, hasGpu: true });
    expect(call).toHaveBeenCalledTimes(2);
  });
});
