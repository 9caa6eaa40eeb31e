"""What is done with the repository, and is no part of the package."""
