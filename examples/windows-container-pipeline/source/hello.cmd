@echo Hello from a Windows container image that a pipeline built.
