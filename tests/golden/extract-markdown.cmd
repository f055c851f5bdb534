extract --format markdown escape.html folder/5-empty.html
