extract --split ../extract/several-postings.html
