extract --format html escape.html folder/5-empty.html
