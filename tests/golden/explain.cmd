explain --lexicon tiny --color never folder/1-head.html titles/differ.html
