/** Operations of the model that do not exist yet: refused by name. */
export const NOT_YET = [
  'AddPermission',
  'CancelMessageMoveTask',
  'ListMessageMoveTasks',
  'RemovePermission',
  'StartMessageMoveTask',
];
