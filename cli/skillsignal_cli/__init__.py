"""The command line of skillsignal: the only part that knows Click."""
