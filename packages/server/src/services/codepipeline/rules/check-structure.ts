import type { ActionDeclaration, PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';
import { findActionType } from './catalogue.ts';
import { checkConditions } from './check-conditions.ts';
import { type CustomType, checkCustomConfiguration, describeCustomType, typeKey } from './custom-type.ts';
import { checkTriggers } from './trigger-filters.ts';
import { referencesIn } from './variables.ts';

export interface StructureProblem {
  /** Which of the three exceptions tells of it. */
  readonly kind: 'Structure' | 'StageDeclaration' | 'ActionDeclaration';
  readonly message: string;
}

const FEWEST_STAGES = 2;
const MOST_STAGES = 50;
const MOST_ACTIONS = 1_000;
const RESERVED_NAMESPACES = ['codepipeline', 'variables'];

/** Everything that is wrong with a declaration beyond its members' own constraints, in AWS's words where they are known. */
export function checkStructure(pipeline: PipelineDeclaration, types: KnownTypes): StructureProblem[] {
  const stages = pipeline.stages ?? [];
  return [
    ...checkPipeline(pipeline),
    ...checkStages(stages),
    ...stages.flatMap((stage) => stage.actions?.flatMap((action) => checkAction(action, types)) ?? []),
    ...checkFlow(stages),
    ...checkConditions(pipeline).map(inStage),
    ...checkTriggers(pipeline).map(structure),
  ];
}

const structure = (message: string): StructureProblem => ({ kind: 'Structure', message });
const inStage = (message: string): StructureProblem => ({ kind: 'StageDeclaration', message });
const inAction = (message: string): StructureProblem => ({ kind: 'ActionDeclaration', message });

function checkPipeline(pipeline: PipelineDeclaration): StructureProblem[] {
  const stages = pipeline.stages ?? [];
  const problems: StructureProblem[] = [];
  if (stages.length < FEWEST_STAGES) {
    problems.push(
      structure(
        `Pipeline has only ${stages.length} stage(s). There should be a minimum of ${FEWEST_STAGES} stages in a pipeline`,
      ),
    );
  }
  if (stages.length > MOST_STAGES)
    problems.push(
      structure(
        `Pipeline has ${stages.length} stages. There should be a maximum of ${MOST_STAGES} stages in a pipeline`,
      ),
    );
  if ((pipeline.artifactStore === undefined) === (pipeline.artifactStores === undefined)) {
    problems.push(structure('Pipeline must have either an artifactStore or artifactStores, and not both'));
  }
  if (stages.flatMap((stage) => stage.actions ?? []).length > MOST_ACTIONS)
    problems.push(structure(`Pipeline has more than ${MOST_ACTIONS} actions`));
  if (pipeline.pipelineType === 'V1')
    problems.push(...onlyV2Features(pipeline).map((what) => structure(`${what} can only be used with V2 pipelines`)));
  for (const repeated of repeatedIn(stages.map(({ name }) => name)))
    problems.push(structure(`Stage name ${repeated} is used more than once`));
  return problems;
}

/** What makes a pipeline one of type V2. */
export function onlyV2Features(pipeline: PipelineDeclaration): string[] {
  const stages = pipeline.stages ?? [];
  const actions = stages.flatMap((stage) => stage.actions ?? []);
  return [
    ...(pipeline.triggers?.length ? ['Triggers'] : []),
    ...(pipeline.variables?.length ? ['Variables'] : []),
    ...(pipeline.executionMode && pipeline.executionMode !== 'SUPERSEDED'
      ? [`Execution mode ${pipeline.executionMode}`]
      : []),
    ...(stages.some((stage) => stage.beforeEntry || stage.onSuccess || stage.onFailure) ? ['Stage conditions'] : []),
    ...actions.flatMap(({ actionTypeId }) =>
      findActionType(actionTypeId)?.onlyV2 ? [`Action type ${actionTypeId?.provider}`] : [],
    ),
  ];
}

function repeatedIn(names: readonly (string | undefined)[]): string[] {
  return [
    ...new Set(names.filter((name, index): name is string => name !== undefined && names.indexOf(name) !== index)),
  ];
}

const isSource = (action: ActionDeclaration) => action.actionTypeId?.category === 'Source';

function checkStages(stages: readonly StageDeclaration[]): StructureProblem[] {
  const problems: StructureProblem[] = [];
  for (const [index, stage] of stages.entries()) {
    const actions = stage.actions ?? [];
    if (actions.length === 0)
      problems.push(inStage(`Stage ${stage.name} has no actions. A stage must have at least one action`));
    for (const name of repeatedIn(actions.map((action) => action.name))) {
      problems.push(inStage(`Action name ${name} is used more than once in stage ${stage.name}`));
    }
    for (const action of actions) {
      if (index === 0 && !isSource(action)) {
        problems.push(
          inStage(
            `Action ${action.name} in the first stage ${stage.name} is not a Source action. The first stage can only contain Source actions`,
          ),
        );
      }
      if (index > 0 && isSource(action)) {
        problems.push(
          inStage(
            `Source action ${action.name} is in stage ${stage.name}. Only the first stage can contain Source actions`,
          ),
        );
      }
    }
  }
  return problems;
}

interface KnownTypes {
  readonly region: string;
  /** Left out where nobody knows yet which there will be: custom actions are then not looked at. */
  readonly customTypes?: readonly CustomType[];
}

const findCustom = (action: ActionDeclaration, { customTypes }: KnownTypes) =>
  action.actionTypeId?.owner === 'Custom'
    ? customTypes?.find((type) => action.actionTypeId && typeKey(type) === typeKey(action.actionTypeId))
    : undefined;

function checkAction(action: ActionDeclaration, types: KnownTypes): StructureProblem[] {
  const { name, actionTypeId: id } = action;
  const { region } = types;
  if (id?.owner === 'Custom' && types.customTypes === undefined) return [];
  const custom = findCustom(action, types);
  const type = custom ? describeCustomType(custom) : findActionType(id);
  if (!type) {
    const where = region.toUpperCase().replaceAll('-', '_');
    return [
      inAction(
        `ActionType (Category: '${id?.category}', Provider: '${id?.provider}', Owner: '${id?.owner}', Version: '${id?.version}') in action '${name}' is not available in region '${where}'`,
      ),
    ];
  }
  const problems: StructureProblem[] = [];
  const configuration = action.configuration ?? {};
  const missing = type.configuration.filter((key) => key.required && configuration[key.name] === undefined);
  if (missing.length > 0) {
    problems.push(
      inAction(
        `Action configuration for action '${name}' is missing required configuration '${missing.map((key) => key.name).join("', '")}'`,
      ),
    );
  }
  const unknown = Object.keys(configuration).filter((key) => !type.configuration.some((known) => known.name === key));
  if (unknown.length > 0)
    problems.push(
      inAction(`Action configuration for action '${name}' contains unknown configuration '${unknown.join("', '")}'`),
    );
  if (custom) problems.push(...checkCustomConfiguration(action, custom).map(inAction));
  problems.push(...checkCount(action, 'input', action.inputArtifacts?.length ?? 0, type.inputs));
  problems.push(...checkCount(action, 'output', action.outputArtifacts?.length ?? 0, type.outputs));
  problems.push(...checkMembers(action, type.category === 'Compute'));
  if (action.region !== undefined && action.region !== region) {
    problems.push(
      inAction(`Action ${name} is to run in region ${action.region}, which this Codeyard does not stand for`),
    );
  }
  return problems;
}

function checkCount(
  { name }: ActionDeclaration,
  side: string,
  count: number,
  [min, max]: readonly [number, number],
): StructureProblem[] {
  if (count < min)
    return [
      inAction(`Action ${name} declares ${count} ${side} artifacts which is less than the minimum count (${min})`),
    ];
  if (count > max)
    return [
      inAction(`Action ${name} declares ${count} ${side} artifacts which is more than the maximum count (${max})`),
    ];
  return [];
}

function checkMembers(action: ActionDeclaration, isCompute: boolean): StructureProblem[] {
  const { name, commands, outputArtifacts, timeoutInMinutes, actionTypeId } = action;
  const problems: StructureProblem[] = [];
  if (isCompute && !commands?.length) problems.push(inAction(`Action ${name} must have a non-empty commands field`));
  if (!isCompute && (commands?.length || outputArtifacts?.some((artifact) => artifact.files?.length))) {
    problems.push(
      inAction(
        `The following action cannot contain a commands field: ${name}. To use the commands field, use a compute action.`,
      ),
    );
  }
  if (timeoutInMinutes !== undefined && actionTypeId?.provider !== 'Manual') {
    problems.push(inAction(`Action ${name} cannot have a timeout: only manual approvals can`));
  }
  return problems;
}

/** Artifacts and variables must come from actions that have certainly ended: an earlier stage, or a lower run order. */
function checkFlow(stages: readonly StageDeclaration[]): StructureProblem[] {
  const problems: StructureProblem[] = [];
  const [artifacts, namespaces] = [new Set<string>(), new Set<string>()];
  for (const stage of stages) {
    for (const group of groupsOf(stage)) {
      for (const action of group) problems.push(...checkInputs(action, artifacts, namespaces));
      for (const action of group) problems.push(...addOutputs(action, artifacts, namespaces));
    }
  }
  for (const namespace of namespaces) {
    if (artifacts.has(namespace)) problems.push(structure(`Namespace ${namespace} is the name of an artifact too`));
  }
  return problems;
}

function groupsOf(stage: StageDeclaration): ActionDeclaration[][] {
  const groups = new Map<number, ActionDeclaration[]>();
  for (const action of stage.actions ?? []) {
    const order = action.runOrder ?? 1;
    groups.set(order, [...(groups.get(order) ?? []), action]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}

function checkInputs(
  action: ActionDeclaration,
  artifacts: ReadonlySet<string>,
  namespaces: ReadonlySet<string>,
): StructureProblem[] {
  const problems = (action.inputArtifacts ?? [])
    .filter(({ name }) => !artifacts.has(name ?? ''))
    .map(({ name }) =>
      inAction(
        `Input Artifact Bundle ${name} in action ${action.name} is not declared as Output Artifact Bundle in any of the preceding actions`,
      ),
    );
  for (const [key, text] of Object.entries(action.configuration ?? {})) {
    for (const { namespace } of referencesIn(text)) {
      if (RESERVED_NAMESPACES.includes(namespace) || namespaces.has(namespace)) continue;
      problems.push(
        inAction(
          `Valid format for a pipeline execution variable reference is a namespace and a key separated by a period (.). The following pipeline execution variables are referencing a namespace that does not exist: ${namespace} (${key} of action ${action.name})`,
        ),
      );
    }
  }
  return problems;
}

function addOutputs(action: ActionDeclaration, artifacts: Set<string>, namespaces: Set<string>): StructureProblem[] {
  const problems: StructureProblem[] = [];
  for (const { name = '' } of action.outputArtifacts ?? []) {
    if (artifacts.has(name))
      problems.push(
        inAction(
          `Output Artifact Bundle name must be unique within the pipeline. ${name} has been used more than once.`,
        ),
      );
    artifacts.add(name);
  }
  const { namespace } = action;
  if (namespace === undefined) return problems;
  if (RESERVED_NAMESPACES.includes(namespace))
    problems.push(inAction(`Namespace ${namespace} of action ${action.name} is reserved`));
  if (namespaces.has(namespace)) problems.push(inAction(`Namespace ${namespace} is used more than once`));
  namespaces.add(namespace);
  return problems;
}
