extract --format csv escape.html
