/** The text of an AWS configuration file with one `[section]` replaced, or added at the end. */
export function replaceSection(text: string, header: string, values: Readonly<Record<string, string>>): string {
  const section = [`[${header}]`, ...Object.entries(values).map(([key, value]) => `${key} = ${value}`)];
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.trim() === `[${header}]`);
  if (start < 0) {
    const before = text.trimEnd();
    return `${before}${before ? '\n\n' : ''}${section.join('\n')}\n`;
  }
  const next = lines.findIndex((line, index) => index > start && /^\s*\[/.test(line));
  const after = next < 0 ? [] : ['', ...lines.slice(next)];
  return `${[...lines.slice(0, start), ...section, ...after].join('\n').trimEnd()}\n`;
}
