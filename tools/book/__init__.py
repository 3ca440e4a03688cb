"""Execute the pages and build the site."""
