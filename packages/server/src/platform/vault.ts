import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** Keeps secrets unreadable at rest: what it seals can be opened only with the key of this installation. */
export interface Vault {
  /** The text as base64 of nonce, tag and ciphertext (AES-256-GCM). */
  seal(text: string): string;
  /** The same, but the same text gives the same result, so that it can be part of an address that stays. */
  sealAlike(text: string): string;
  /** Throws when the sealed text was changed or sealed with another key. */
  open(sealed: string): string;
  /** What nobody without the key can make of the text: HMAC-SHA256 as base64url. Each purpose has signatures of its own. */
  sign(purpose: string, text: string): string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `key` is 32 bytes. */
export function createVault(key: Buffer): Vault {
  function sealWith(nonce: Buffer, text: string): string {
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
  }

  return {
    seal: (text) => sealWith(randomBytes(NONCE_BYTES), text),
    // A nonce made of the text is never used for another one.
    sealAlike(text) {
      const own = createHmac('sha256', key).update('seal alike').digest();
      return sealWith(createHmac('sha256', own).update(text, 'utf8').digest().subarray(0, NONCE_BYTES), text);
    },
    sign(purpose, text) {
      const own = createHmac('sha256', key).update(`sign ${purpose}`).digest();
      return createHmac('sha256', own).update(text, 'utf8').digest('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString();
    },
  };
}
