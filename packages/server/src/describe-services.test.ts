import { describe, expect, it } from 'vitest';
import { describeServices } from './describe-services.ts';

describe.each(describeServices())('$name', ({ sdkClient, done, notYet }) => {
  it('does or refuses by name exactly the operations of its model', async () => {
    const sdk = (await import(`@aws-sdk/client-${sdkClient}`)) as Record<string, unknown>;
    const commands = Object.keys(sdk).filter((name) => name.endsWith('Command') && name !== '$Command');
    const operations = commands.map((name) => name.slice(0, -'Command'.length)).sort();
    expect([...done, ...notYet].sort()).toEqual(operations);
    expect(new Set([...done, ...notYet]).size).toBe(done.length + notYet.length);
  });

  it('does something', () => {
    expect(done.length).toBeGreaterThan(0);
  });
});
