"""What people decide about an assessment, and what it is bound to: pure, without a clock or files."""
