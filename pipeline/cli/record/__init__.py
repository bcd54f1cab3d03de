"""Commands by which people decide about assessments, and look into what was recorded."""
