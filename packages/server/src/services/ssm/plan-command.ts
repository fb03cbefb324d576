import { isRecord } from '@codeyard/engine/command-document/fields';
import { fillIn } from '@codeyard/engine/command-document/references';
import { resolveParameters } from '@codeyard/engine/command-document/resolve-parameters';
import { invalidParameters, parameterReferenceFailed } from './errors.ts';
import { existingDocument, type FoundDocument, readDocument } from './existing-document.ts';
import type { Parts } from './parts.ts';
import type { CommandPlan, PlannedStep } from './rules/command.ts';

/** Documents may run documents, so deep. */
const MOST_LEVELS = 3;
const MOST_STEPS = 200;

/** What a document says for these parameters: documents that it runs are put in their places, references are looked up. */
export async function planCommand(
  parts: Parts,
  { version: { content, format } }: FoundDocument,
  given: Readonly<Record<string, readonly string[]>>,
): Promise<CommandPlan> {
  const document = readDocument(content, format);
  const steps = await planSteps(parts, { content, format, given, conditions: [], level: 1, prefix: '' });
  return { version: document.schemaVersion, steps };
}

interface Level {
  readonly content: string;
  readonly format: 'JSON' | 'YAML';
  readonly given: Readonly<Record<string, readonly string[]>>;
  readonly conditions: PlannedStep['conditions'];
  readonly level: number;
  readonly prefix: string;
}

async function planSteps(parts: Parts, { content, format, given, level, ...above }: Level): Promise<PlannedStep[]> {
  const document = readDocument(content, format);
  const resolved = resolveParameters(document, given);
  if ('problem' in resolved) throw invalidParameters(resolved.problem);
  const values = (await lookUp(parts, resolved.values)) as Record<string, unknown>;
  const planned: PlannedStep[] = [];
  for (const step of document.steps) {
    const own = step.precondition?.map((side) => String(fillIn(side, values))) as [string, string] | undefined;
    const conditions = own ? [...above.conditions, own] : above.conditions;
    const inputs = (await lookUp(parts, fillIn(step.inputs, values))) as Record<string, unknown>;
    const name = `${above.prefix}${step.name}`;
    if (step.plugin !== 'aws:runDocument') planned.push({ ...step, name, inputs, conditions });
    else planned.push(...(await planNested(parts, inputs, { conditions, level, prefix: `${name}.` })));
    if (planned.length > MOST_STEPS) throw invalidParameters(`The document comes to more than ${MOST_STEPS} steps.`);
  }
  return planned;
}

async function planNested(
  parts: Parts,
  { documentType, documentPath, documentParameters = {} }: Readonly<Record<string, unknown>>,
  above: Pick<Level, 'conditions' | 'level' | 'prefix'>,
): Promise<PlannedStep[]> {
  if (documentType !== 'SSMDocument')
    throw invalidParameters(`aws:runDocument of ${documentType} is not implemented by Codeyard yet.`);
  if (above.level >= MOST_LEVELS)
    throw invalidParameters(`Documents run documents more than ${MOST_LEVELS} levels deep.`);
  const [name = '', version] = String(documentPath).split(':');
  const { version: found } = await existingDocument(parts.database, name, version ? { version } : {});
  const { content, format } = found;
  return await planSteps(parts, {
    ...above,
    content,
    format,
    given: parametersOf(documentParameters),
    level: above.level + 1,
  });
}

/** Parameters for a document, as an object or its JSON. */
function parametersOf(value: unknown): Record<string, string[]> {
  const parsed = typeof value === 'string' ? readJson(value) : value;
  if (!isRecord(parsed)) throw invalidParameters('documentParameters of aws:runDocument is not an object.');
  const texts = (part: unknown): string[] => {
    if (Array.isArray(part)) return part.map(String);
    return [typeof part === 'string' ? part : JSON.stringify(part)];
  };
  return Object.fromEntries(Object.entries(parsed).map(([name, part]) => [name, texts(part)]));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const STORED = /\{\{\s*ssm:([A-Za-z0-9_./-]+(?::[A-Za-z0-9_.-]+)?)\s*\}\}/g;

/** Puts stored parameters for `{{ssm:name}}`. */
async function lookUp(parts: Parts, value: unknown): Promise<unknown> {
  if (typeof value === 'string') {
    let text = value;
    for (const [reference, name = ''] of value.matchAll(STORED))
      text = text.replaceAll(reference, await read(parts, name));
    return text;
  }
  if (Array.isArray(value)) return await Promise.all(value.map((item) => lookUp(parts, item)));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(async ([name, part]) => [name, await lookUp(parts, part)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function read({ aws }: Parts, name: string): Promise<string> {
  const found = await aws.ssm.getParameter({ Name: name }).catch((error: Error) => {
    if (error.name !== 'ParameterNotFound' && error.name !== 'ParameterVersionNotFound') throw error;
    throw parameterReferenceFailed(name);
  });
  if (found.Parameter?.Type === 'SecureString') throw parameterReferenceFailed(name);
  return found.Parameter?.Value ?? '';
}
