/** Where a build's instructions are. Paths are relative to the root of the primary source. */
export type BuildspecLocation =
  | { readonly kind: 'inline'; readonly text: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string }
  | { readonly kind: 'file'; readonly path: string };

const DEFAULT_BUILDSPEC_PATH = 'buildspec.yml';

/** Reads `source.buildspec`: YAML text, an object's ARN, or a path; nothing means buildspec.yml. */
export function locateBuildspec(buildspec: string | undefined): BuildspecLocation {
  if (!buildspec) return { kind: 'file', path: DEFAULT_BUILDSPEC_PATH };
  if (isInlineBuildspec(buildspec)) return { kind: 'inline', text: buildspec };
  const object = /^arn:aws[a-z-]*:s3:::([^/]+)\/(.+)$/.exec(buildspec);
  if (object?.[1] && object[2]) return { kind: 's3', bucket: object[1], key: object[2] };
  return { kind: 'file', path: buildspec };
}

/** AWS does not say how it tells text from a path: several lines, or one that holds a mapping with a version. */
export function isInlineBuildspec(buildspec: string): boolean {
  return /[\r\n]/.test(buildspec.trim()) || /^\s*(\{.*["']?version["']?\s*:|["']?version["']?\s*:\s)/.test(buildspec);
}
