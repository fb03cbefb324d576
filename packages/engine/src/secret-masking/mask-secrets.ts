const MASK = '***';
/** Shorter lines of a secret, such as a lone brace, would hide half of the log. */
const SHORTEST_LINE_OF_A_SECRET = 4;

/**
 * Makes a function that puts `***` where a secret stands in a line. A secret of several lines is hidden as a whole and
 * line by line, because a log is read by lines. Only exact occurrences are found: encoded secrets are not, as on AWS.
 */
export function createMasker(secrets: readonly string[]): (line: string) => string {
  const needles = longestFirst(secrets.flatMap(needlesOf));
  if (needles.length === 0) return (line) => line;
  return (line) => (needles.some((needle) => line.includes(needle)) ? maskLine(line, needles) : line);
}

function needlesOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  if (lines.length === 1) return [secret];
  return [secret, ...lines.map((line) => line.trim()).filter((line) => line.length >= SHORTEST_LINE_OF_A_SECRET)];
}

const longestFirst = (needles: readonly string[]): string[] =>
  [...new Set(needles)].filter((needle) => needle !== '').sort((a, b) => b.length - a.length);

/** Overlapping secrets become one mask, so that no end of either stays readable. */
function maskLine(line: string, needles: readonly string[]): string {
  let masked = '';
  let end = 0;
  for (const [from, to] of occurrences(line, needles)) {
    if (from >= end) masked += line.slice(end, from) + MASK;
    end = Math.max(end, to);
  }
  return masked + line.slice(end);
}

function occurrences(line: string, needles: readonly string[]): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (const needle of needles) {
    for (let at = line.indexOf(needle); at >= 0; at = line.indexOf(needle, at + needle.length)) {
      found.push([at, at + needle.length]);
    }
  }
  return found.sort(([a], [b]) => a - b);
}
