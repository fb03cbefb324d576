echo "Hello from a container image that a pipeline built."
