"""What people do, and what it changes for others."""
