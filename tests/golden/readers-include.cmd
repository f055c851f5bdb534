extract --format json readers/old.zip --include b.html.gz
