/** Metadata of a source bundle by which a build knows the revision it works on, as on AWS. */
export const REVISION = 'codepipeline-artifact-revision-id';
