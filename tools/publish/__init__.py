"""Pages as plain notebooks, and where they and the site are found."""
