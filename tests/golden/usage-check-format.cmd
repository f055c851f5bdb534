check --format html folder
