"""A run: jobs, the workers that do them in fresh processes, and one end for every job."""
