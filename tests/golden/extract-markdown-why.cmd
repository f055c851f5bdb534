extract --why --format markdown escape.html
