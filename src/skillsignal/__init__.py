"""skillsignal: find the posts that show a social skill, with the sentence that proves it."""
