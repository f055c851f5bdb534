extract --format json folder/1-head.html
