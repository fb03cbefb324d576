import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createVault } from './vault.ts';

describe('the vault', () => {
  const vault = createVault(randomBytes(32));

  it('opens what it sealed and never shows it', () => {
    const sealed = vault.seal('pässword');
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('ssword');
    expect(vault.open(sealed)).toBe('pässword');
    expect(vault.seal('pässword')).not.toBe(sealed);
  });

  it('seals alike where an address has to stay', () => {
    const sealed = vault.sealAlike('project');
    expect(vault.sealAlike('project')).toBe(sealed);
    expect(vault.open(sealed)).toBe('project');
    expect(vault.sealAlike('project2').slice(0, 16)).not.toBe(sealed.slice(0, 16));
    expect(createVault(randomBytes(32)).sealAlike('project')).not.toBe(sealed);
  });

  it('refuses what another key sealed or somebody changed', () => {
    const sealed = Buffer.from(vault.seal('secret'), 'base64');
    expect(() => createVault(randomBytes(32)).open(sealed.toString('base64'))).toThrow();
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    expect(() => vault.open(sealed.toString('base64'))).toThrow();
  });

  it('signs: the same text the same way, and each purpose, text and key in a way of its own', () => {
    const signature = vault.sign('page', '/a');
    expect(signature).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(vault.sign('page', '/a')).toBe(signature);
    const others = [
      vault.sign('page', '/b'),
      vault.sign('page/', 'a'),
      createVault(randomBytes(32)).sign('page', '/a'),
    ];
    expect(new Set([signature, ...others]).size).toBe(4);
  });
});
