import { referencesIn } from '@codeyard/engine/template/dependencies';
import { TemplateError, type TemplateSurroundings } from '@codeyard/engine/template/evaluate-template';
import { placeProblems } from '@codeyard/engine/template/explain-problems';
import { asObject, type Template, type TemplateProblem } from '@codeyard/engine/template/parse-template';
import { brokenRules } from '@codeyard/engine/template/rules';
import {
  missingParameters,
  readParameterValues,
  unknownParameters,
} from '@codeyard/engine/template/template-parameters';
import { type TemplateFindings, type TemplateQuestion, UNKNOWN } from '@codeyard/engine/template/template-question';
import type { FitInput } from '../../gateway/fit-input.ts';
import { stackArn } from './arns.ts';
import { planRequests } from './plan-requests.ts';
import { findResourceType } from './resources/all-types.ts';
import { unknownType } from './resources/recorded/unknown-type.ts';
import { beforeAnything, checkPresent, openConditions, type Present } from './rules/check-present.ts';
import { checkResources, type FindType } from './rules/check-resources.ts';
import { capabilitiesOf } from './summarize-template.ts';
import { pseudoParameters } from './surroundings.ts';
import { readTemplateText } from './template-cache.ts';

const NO_UUID = '00000000-0000-0000-0000-000000000000';

/** Tells all that is wrong with a template by the rules that stacks are begun by, without a server: nothing is looked up. */
export function answerTemplateQuestion(question: TemplateQuestion, fit: FitInput): TemplateFindings {
  const findType: FindType = (name) =>
    findResourceType(name) ?? (question.recordsUnknownTypes ? unknownType(name) : undefined);
  const { text } = question;
  const read = readTemplateText(text);
  if (!read.template) return { ...NOTHING, problems: inOrder(text, read.ok ? [] : read.problems) };
  const { template } = read;
  const parameters = checkParameters(template, question);
  const { stackName: name, account, region } = question;
  const stack = { id: stackArn(question, name, NO_UUID), name, account, region, endpoint: '' };
  const surroundings = beforeAnything(
    parameters.values,
    pseudoParameters(question, { ...stack, document: { facts: { notificationArns: [] } } }),
  );
  const unknown = new Set(parameters.unknown);
  // What cannot be evaluated is not: every condition is open then.
  const open = read.ok ? openConditions(template, unknown) : new Set(Object.keys(template.conditions));
  const { present, problems } = checkVersion(template, { surroundings, findType, open, unknown });
  const isFaulty = (id: string) => problems.some(({ path = [] }) => path[0] === 'Resources' && path[1] === id);
  const planned = read.ok
    ? planRequests(template, { stack, surroundings, findType, present, isFaulty, open, fit })
    : undefined;
  const all = [
    ...(read.ok ? [] : read.problems),
    ...parameters.problems,
    ...checkResources(template, findType),
    ...problems,
    ...(planned?.problems ?? []),
  ];
  return {
    problems: inOrder(text, all),
    missing: parameters.missing,
    capabilities:
      capabilitiesOf({ findType }, { ...template, resources: Object.fromEntries(present) }).Capabilities ?? [],
    resources: [...present].map(([id, { type }]) => ({ id, type, isRecorded: findType(type)?.isRecorded === true })),
    requests: planned?.requests ?? [],
  };
}

const NOTHING = { missing: [], capabilities: [], resources: [], requests: [] };

/** Each problem once, as they stand in the text. */
function inOrder(text: string, problems: readonly TemplateProblem[]): TemplateProblem[] {
  const placed = placeProblems(text, problems);
  const told = new Map(placed.map((problem) => [`${problem.line}:${problem.column}:${problem.message}`, problem]));
  return [...told.values()].sort(
    (one, other) => (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0),
  );
}

/** The values that there are; those of the parameter store are not known here. */
function checkParameters(template: Template, { parameters: given }: TemplateQuestion) {
  const list = Object.entries(given ?? {}).map(([name, value]) => ({ name, value }));
  const { values, unknown, missing, violations } = readParameterValues(template, list, {});
  const problems: TemplateProblem[] = [
    ...(unknown.length > 0 ? [{ message: unknownParameters(unknown) }] : []),
    ...(given ? missing : []).map((name) => ({ message: missingParameters([name]), path: ['Parameters', name] })),
    ...violations.map(({ name, problem }) => ({ message: problem, path: ['Parameters', name] })),
  ];
  const typeOf = (name: string) => String(asObject(template.parameters[name]).Type);
  const stored = Object.keys(values).filter((name) => typeOf(name).startsWith('AWS::SSM::Parameter::Value<'));
  const valueless = [...missing, ...stored];
  const madeUp = valueless.map((name) => [name, typeOf(name).includes('Number') ? '1' : UNKNOWN]);
  return { problems, missing, unknown: valueless, values: { ...values, ...Object.fromEntries(madeUp) } };
}

/** What the rules and conditions say to the values, and the types to the resources that there are then. */
function checkVersion(
  template: Template,
  about: {
    surroundings: TemplateSurroundings;
    findType: FindType;
    open: ReadonlySet<string>;
    unknown: ReadonlySet<string>;
  },
): { present: Present; problems: readonly TemplateProblem[] } {
  try {
    const known = Object.entries(template.rules).filter(([, rule]) => {
      const { refs, conditions } = referencesIn(rule);
      return (
        ![...refs].some((name) => about.unknown.has(name)) && ![...conditions].some((name) => about.open.has(name))
      );
    });
    const broken = brokenRules({ ...template, rules: Object.fromEntries(known) }, about.surroundings);
    const { present, problems } = checkPresent(template, about);
    return {
      present,
      problems: [
        ...broken.map((what) => ({ message: `Template constraint violations: ${what}`, path: ['Rules'] })),
        ...problems,
      ],
    };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { present: new Map(), problems: [{ message: error.message, ...(error.path ? { path: error.path } : {}) }] };
  }
}
