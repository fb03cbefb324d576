import { childNamed, type XmlElement } from './read-xml.ts';

/** The message and the stack trace of a failure or of a reason to leave a test out, each ended by a line feed as in AWS's answers. */
export function nunitMessage(element: XmlElement): string | undefined {
  const told = childNamed(element, 'failure') ?? childNamed(element, 'reason');
  if (!told) return undefined;
  const texts = ['message', 'stack-trace'].map((name) => childNamed(told, name)?.text ?? '');
  return texts.flatMap((text) => (text.trim() ? `${text}\n` : [])).join('') || undefined;
}
