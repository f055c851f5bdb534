check --lexicon tiny --format json titles/differ.html
