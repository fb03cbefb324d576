const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of a text in UTF-8; half a character becomes a question mark's kin, as everywhere. */
export function base64OfText(text: string): string {
  const bytes = [...text].flatMap((character) => utf8(character.codePointAt(0) ?? 0));
  let written = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.slice(at, at + 3);
    const bits = (first << 16) | (second << 8) | third;
    const digits = [18, 12, 6, 0].map((shift) => DIGITS[(bits >> shift) & 63]).join('');
    written += `${digits.slice(0, Math.min(bytes.length - at, 3) + 1)}===`.slice(0, 4);
  }
  return written;
}

function utf8(point: number): number[] {
  const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
  const next = (shift: number) => 0x80 | ((code >> shift) & 63);
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), next(0)];
  if (code < 0x10000) return [0xe0 | (code >> 12), next(6), next(0)];
  return [0xf0 | (code >> 18), next(12), next(6), next(0)];
}
