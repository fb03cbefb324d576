import { VARIABLES_LINE } from '../programs/program-order.ts';

/** As many bytes as an action's output variables may have, names included. */
const MOST_BYTES = 122_880;

export type ReadVariables = { readonly variables: Readonly<Record<string, string>> } | { readonly problem: string };

/** The output variables among what an upload printed: lines `NAME=value` of the build's `CODEYARD_VARIABLES` file. */
export function readVariables(output: string): ReadVariables {
  const line = output.split('\n').find((candidate) => candidate.startsWith(`${VARIABLES_LINE} `));
  if (line === undefined) return { variables: {} };
  const text = Buffer.from(line.slice(VARIABLES_LINE.length + 1).trim(), 'base64').toString('utf8');
  const variables: Record<string, string> = {};
  for (const entry of text.split(/\r?\n/).filter((candidate) => candidate.trim() !== '')) {
    const at = entry.indexOf('=');
    const name = entry.slice(0, at);
    if (!/^[A-Za-z0-9@\-_]+$/.test(name) || at < 0)
      return { problem: `CODEYARD_VARIABLES: "${entry.slice(0, 100)}" is not of the form NAME=value.` };
    variables[name] = entry.slice(at + 1);
  }
  const bytes = Object.entries(variables).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  return bytes > MOST_BYTES
    ? { problem: `The output variables take ${bytes} bytes; ${MOST_BYTES} is the most.` }
    : { variables };
}
