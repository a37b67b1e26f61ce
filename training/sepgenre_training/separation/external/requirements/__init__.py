"""The packages of the environments, one requirements file for each."""
