import type { Instance } from './instance.ts';

/** The script that user data holds: `#!…` on Linux, `<powershell>…</powershell>` on Windows; undefined for anything else. */
export function readUserData({
  userData,
  platform,
}: Pick<Instance, 'userData' | 'platform'>): { shell: 'sh' | 'pwsh'; script: string } | undefined {
  const text = Buffer.from(userData ?? '', 'base64').toString();
  if (platform === 'windows') {
    const script = /<powershell>([\s\S]*?)<\/powershell>/i.exec(text)?.[1];
    return script === undefined ? undefined : { shell: 'pwsh', script };
  }
  return text.startsWith('#!') ? { shell: 'sh', script: text } : undefined;
}
