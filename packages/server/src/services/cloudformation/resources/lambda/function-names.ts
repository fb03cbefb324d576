/** The bare name of a function that is named by name, `name:qualifier`, part of an ARN or ARN. */
export function functionNameOf(text: string): string {
  const parts = text.split(':');
  const at = parts.indexOf('function');
  return parts[at < 0 ? 0 : at + 1] ?? text;
}
