import { describe, expect, it } from 'vitest';
import { replaceSection } from './profile-section.ts';

describe('replacing a section of an AWS configuration file', () => {
  it('makes the file when there is none', () => {
    expect(replaceSection('', 'profile codeyard', { region: 'us-east-1' })).toBe(
      '[profile codeyard]\nregion = us-east-1\n',
    );
  });

  it('keeps every other section', () => {
    const before =
      '[default]\nregion=eu-west-1\n\n[profile codeyard]\nregion = x\nold = y\n\n[profile z]\nregion = z\n';
    expect(replaceSection(before, 'profile codeyard', { region: 'us-east-1' })).toBe(
      '[default]\nregion=eu-west-1\n\n[profile codeyard]\nregion = us-east-1\n\n[profile z]\nregion = z\n',
    );
  });

  it('adds it at the end otherwise, and changes nothing the second time', () => {
    const once = replaceSection('[default]\nregion=eu-west-1', 'codeyard', { key: 'v' });
    expect(once).toBe('[default]\nregion=eu-west-1\n\n[codeyard]\nkey = v\n');
    expect(replaceSection(once, 'codeyard', { key: 'v' })).toBe(once);
  });
});
