import { lookAtWindow } from '../rules/deployment-window.ts';
import { type ActionProvider, configurationError, jobFailed } from './action-provider.ts';

/** Passes when now is inside of the window; it does not wait for the window to open. */
export const deploymentWindow: ActionProvider = {
  types: ['Rule/DeploymentWindow'],
  async start({ configuration, parts }) {
    const { Cron = '', TimeZone } = configuration;
    const look = lookAtWindow(Cron, TimeZone, parts.clock.now());
    if ('problem' in look) return configurationError(look.problem);
    if (!look.open) return jobFailed(`It is outside of the deployment window ${Cron} (${TimeZone ?? 'UTC'})`);
    return { state: 'succeeded', summary: `Inside of the deployment window ${Cron}` };
  },
};
