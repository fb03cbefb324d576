import type { ActionDeclaration, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { withPageKey } from '../../platform/page-links.ts';
import type { Parts } from './parts.ts';
import { fillTemplate, typeKey } from './rules/custom-type.ts';
import type { ActionExecution } from './store/actions.ts';
import { listCustomTypes } from './store/custom-types.ts';

/** Where the people of a custom action look; each is there when its type has a template and all that it names is known. */
export interface CustomLinks {
  readonly entityUrl?: string;
  readonly revisionUrl?: string;
  readonly executionUrl?: string;
}

/** The links of the custom actions of pipelines. Those to pages of this server carry the page's key. */
export async function findLinks(parts: Parts, declarations: readonly PipelineDeclaration[]) {
  const actions = declarations.flatMap(({ stages = [] }) => stages.flatMap((stage) => stage.actions ?? []));
  const hasCustom = actions.some(({ actionTypeId }) => actionTypeId?.owner === 'Custom');
  const types = hasCustom ? await listCustomTypes(parts.database) : [];
  const settingsOf = new Map(types.map((type) => [typeKey(type), type.settings]));
  return (declared: ActionDeclaration, action: ActionExecution | undefined): CustomLinks => {
    const { actionTypeId: id } = declared;
    const settings = id?.owner === 'Custom' ? settingsOf.get(typeKey(id)) : undefined;
    if (!settings) return {};
    const configuration = action?.document.resolvedConfiguration ?? declared.configuration ?? {};
    const fill = (template: string | undefined, externalId?: string) => {
      const link = fillTemplate(template, configuration, externalId);
      return link === undefined ? undefined : withPageKey(parts, link);
    };
    const externalId = action?.document.externalId;
    const entityUrl = fill(settings.entityUrlTemplate);
    const revisionUrl = fill(settings.revisionUrlTemplate, externalId);
    const executionUrl = action ? fill(settings.executionUrlTemplate, externalId) : undefined;
    return {
      ...(entityUrl ? { entityUrl } : {}),
      ...(revisionUrl ? { revisionUrl } : {}),
      ...(executionUrl ? { executionUrl } : {}),
    };
  };
}
