/** `<asked for>=<used>`, where `*` in what is asked for stands for any text. */
export const isImageMapping = (text: string): boolean => /^[^\s=]+=[^\s=*]+$/.test(text);

/**
 * The image that a build is to run on. AWS's curated images cannot be pulled by anybody, so that something has to take their place. A
 * name that is mapped as it is wins over patterns, and of patterns the first.
 */
export function mapImage(image: string, mappings: readonly string[]): string {
  const pairs = mappings.map((mapping) => {
    const at = mapping.indexOf('=');
    return { asked: mapping.slice(0, at), used: mapping.slice(at + 1) };
  });
  const exact = pairs.find(({ asked }) => asked === image);
  return (exact ?? pairs.find(({ asked }) => asked.includes('*') && fits(image, asked)))?.used ?? image;
}

/** Each piece as early as it can be: what was found once need not be sought again. */
function fits(image: string, pattern: string): boolean {
  const pieces = pattern.split('*');
  const [first = '', last = ''] = [pieces.shift(), pieces.pop()];
  if (!image.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = image.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return image.length - last.length >= at && image.endsWith(last);
}
