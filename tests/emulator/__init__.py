"""A local SageMaker image service for tests and demonstrations."""
