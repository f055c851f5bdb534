extract folder/1-head.html
