/** Starts an action or looks how far it is. */
export const RUN_ACTION = 'codepipeline.run-action';
export const runActionId = (actionExecutionId: string) => `${RUN_ACTION}:${actionExecutionId}`;
/** Ends the work underneath an abandoned action. */
export const STOP_ACTION = 'codepipeline.stop-action';
