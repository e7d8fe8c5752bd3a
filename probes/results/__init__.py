"""What probes found: one record a job, where records are kept, and what their figures say."""
