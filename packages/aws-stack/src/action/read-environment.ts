const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads `Environment`: lines `NAME=value`, or a JSON object of texts. */
export function readEnvironment(
  text: string | undefined,
  say: (problem: string) => void,
): Readonly<Record<string, string>> {
  if (text === undefined) return {};
  const entries = text.startsWith('{') ? readObject(text, say) : readLines(text, say);
  for (const [name] of entries) {
    if (!NAME.test(name)) say(`"${name}" is not the name of a variable: letters, digits and _ only.`);
  }
  return Object.fromEntries(entries);
}

function readLines(text: string, say: (problem: string) => void): [string, string][] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line): [string, string][] => {
    const at = line.indexOf('=');
    if (at > 0) return [[line.slice(0, at).trim(), line.slice(at + 1)]];
    say(`"${line}" is not of the form NAME=value. Give a line for each variable, or a JSON object.`);
    return [];
  });
}

function readObject(text: string, say: (problem: string) => void): [string, string][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    say(`is not valid JSON: ${(error as Error).message}`);
    return [];
  }
  return Object.entries(value as object).flatMap(([name, member]): [string, string][] => {
    if (typeof member === 'object') say(`"${name}" is not a text.`);
    return [[name, String(member)]];
  });
}
