"""The site: pages made of the rules, for MkDocs."""
