import type { WantedResource } from '@codeyard/engine/stacks/stack-state';
import { needsOf } from '@codeyard/engine/template/dependencies';
import { TemplateError } from '@codeyard/engine/template/evaluate-template';
import type { Template } from '@codeyard/engine/template/parse-template';
import { brokenRules } from '@codeyard/engine/template/rules';
import type { AwsClients } from '../../gateway/aws-clients.ts';
import { needsCapabilities, validation } from './errors.ts';
import { fetchTemplate } from './fetch-template.ts';
import type { Parts } from './parts.ts';
import { resolveParameters } from './resolve-parameters.ts';
import { beforeAnything, checkPresent, type Present } from './rules/check-present.ts';
import { checkResources } from './rules/check-resources.ts';
import type { Tag, VersionValues } from './rules/stack.ts';
import type { Stack } from './store/stacks.ts';
import { type OpenVersion, pseudoParameters } from './surroundings.ts';
import { problemText } from './template-cache.ts';

/** What the requests that begin something with a template have in common. */
export interface TemplateRequest {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?:
    | readonly {
        readonly ParameterKey?: string | undefined;
        readonly ParameterValue?: string | undefined;
        readonly UsePreviousValue?: boolean | undefined;
      }[]
    | undefined;
  readonly Capabilities?: readonly string[] | undefined;
  readonly Tags?: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;
}

/** A version of a stack that could begin. */
export interface Prepared {
  readonly text: string;
  readonly template: Template;
  readonly values: VersionValues;
  readonly wanted: Readonly<Record<string, WantedResource>>;
  readonly tags: readonly Tag[];
}

/** The pseudo-resource whose making tells outputs and exports, once everything else is there. */
export const OUTPUTS = '::Outputs';

/** Reads a template, and tells everything that keeps it from being a stack; `previous` is what the stack is now. */
export async function prepare(
  parts: Parts,
  aws: AwsClients,
  about: {
    request: TemplateRequest;
    stack: Pick<Stack, 'id' | 'name' | 'document'>;
    previous?: OpenVersion | undefined;
    /** SAM's own transform needs no leave where a change set shows what comes of it. */
    isChangeSet?: boolean;
  },
): Promise<Prepared> {
  const { request, stack, previous } = about;
  const text = request.UsePreviousTemplate ? previous?.text : await fetchTemplate(aws, request);
  if (text === undefined) throw validation('Either Template URL or Template Body must be specified.');
  const template = readTemplate(parts, text);
  const given = (request.Parameters ?? []).map(
    ({ ParameterKey: name = '', ParameterValue: value, UsePreviousValue }) => ({
      name,
      ...(value === undefined ? {} : { value }),
      ...(UsePreviousValue ? { usesPrevious: true } : {}),
    }),
  );
  const values = await resolveParameters(aws, template, { given, previous: previous?.values.given ?? {} });
  const present = presentResources(parts, { text, template, values, stack });
  checkCapabilities(parts, about, { template, present });
  const tags = (request.Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }));
  return { text, template, values, wanted: wantedOf(template, present), tags };
}

/** A template without anything wrong in it; everything that is wrong is told at once. */
export function readTemplate(parts: Parts, text: string): Template {
  const read = parts.templates(text);
  if (!read.ok) {
    const told = problemText(text, read.problems);
    throw validation(
      read.failsIn === 'transform'
        ? `Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. Number of errors found: ${read.problems.length}. ${told}`
        : told,
    );
  }
  const problems = checkResources(read.template, parts.findType);
  if (problems.length > 0) throw validation(problemText(text, problems));
  return read.template;
}

/** The resources whose condition holds; refuses rules that do not hold, and properties that their types do not have. */
function presentResources(
  parts: Parts,
  {
    text,
    template,
    values,
    stack,
  }: { text: string; template: Template; values: VersionValues; stack: Pick<Stack, 'id' | 'name' | 'document'> },
): Present {
  const surroundings = beforeAnything(values.resolved, pseudoParameters(parts, stack));
  try {
    const broken = brokenRules(template, surroundings);
    if (broken.length > 0) throw validation(`Template constraint violations: ${broken.join('; ')}`);
    const { present, problems } = checkPresent(template, { surroundings, findType: parts.findType });
    if (problems.length > 0) throw validation(problemText(text, problems));
    return present;
  } catch (error) {
    if (error instanceof TemplateError) throw validation(error.message);
    throw error;
  }
}

function checkCapabilities(
  { findType }: Parts,
  { request, isChangeSet = false }: { request: TemplateRequest; isChangeSet?: boolean },
  { template, present }: { template: Template; present: Present },
): void {
  const given = request.Capabilities ?? [];
  const needed = new Set<string>();
  for (const { type, properties } of present.values()) {
    const capability = findType(type)?.capability?.(properties);
    if (capability) needed.add(capability);
  }
  if (needed.has('CAPABILITY_NAMED_IAM')) {
    if (!given.includes('CAPABILITY_NAMED_IAM')) throw needsCapabilities(['CAPABILITY_NAMED_IAM']);
  } else if (
    needed.has('CAPABILITY_IAM') &&
    !given.includes('CAPABILITY_IAM') &&
    !given.includes('CAPABILITY_NAMED_IAM')
  ) {
    throw needsCapabilities(['CAPABILITY_IAM']);
  }
  if (template.transforms.length > 0 && !isChangeSet && !given.includes('CAPABILITY_AUTO_EXPAND'))
    throw needsCapabilities(['CAPABILITY_AUTO_EXPAND']);
}

function wantedOf(template: Template, present: Present): Record<string, WantedResource> {
  const wanted: Record<string, WantedResource> = {};
  for (const [id, { type, deletionPolicy, updateReplacePolicy }] of present) {
    const isRetained = deletionPolicy === 'Retain' || deletionPolicy === 'RetainExceptOnCreate';
    wanted[id] = {
      ...{ type, needs: needsOf(template, id).filter((need) => present.has(need)), isRetained },
      ...(deletionPolicy === 'RetainExceptOnCreate' ? { goesWhenNew: true } : {}),
      keepsReplaced: updateReplacePolicy === 'Retain',
    };
  }
  wanted[OUTPUTS] = { type: OUTPUTS, needs: [...present.keys()], isRetained: false, keepsReplaced: false };
  return wanted;
}
