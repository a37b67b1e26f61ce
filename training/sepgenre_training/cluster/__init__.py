"""Tasks on a Dask cluster: where it is, how their files travel, how they are run there."""
