const API_VERSION = '2010-03-31';

/** A link that does one thing when it is opened; `endpoint` is scheme and authority. */
export function actionUrl(endpoint: string, action: string, members: Readonly<Record<string, string>>): string {
  return `${endpoint}/?${new URLSearchParams({ Action: action, Version: API_VERSION, ...members })}`;
}
