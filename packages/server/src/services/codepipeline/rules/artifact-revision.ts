/** Metadata of a source bundle by which a build knows the revision it works on, as on AWS. */
export const REVISION = 'codepipeline-artifact-revision-id';

/** Metadata of an artifact that only names a repository and a commit (`OutputArtifactFormat: CODEBUILD_CLONE_REF`). */
export const CLONE_REF = 'codepipeline-artifact-clone-ref';
