# Builds the container image and pushes it: build.sh <repository> <base image>
set -eu
repository=$1 base=$2
registry=${repository%%/*}
tag=$(printf %.8s "${PipelineExecutionId:-local}")

# Credentials of the registry go when the build's files go.
export DOCKER_CONFIG="${CODEYARD_BUILD:-$PWD}/docker"

case $registry in
  *.dkr.ecr.*)
    region=$(echo "$registry" | cut -d . -f 4)
    aws ecr get-login-password --region "$region" | docker login --username AWS --password-stdin "$registry"
    ;;
esac

docker build --build-arg "BASE=$base" --tag "$repository:$tag" --tag "$repository:latest" .
docker push "$repository:$tag"
docker push "$repository:latest"

# Variables of the action: later ones may say #{Image.DIGEST}.
digest=$(docker image inspect --format '{{ range .RepoDigests }}{{ println . }}{{ end }}' "$repository:$tag" | grep "^$repository@" | cut -d @ -f 2)
printf 'IMAGE=%s\nDIGEST=%s\n' "$repository:$tag" "$digest" >"$CODEYARD_VARIABLES"
