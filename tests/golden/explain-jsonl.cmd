explain --lexicon tiny --format jsonl folder/1-head.html
