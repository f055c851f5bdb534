lexicon stats --lexicon tiny --all folder/1-head.html folder/3-plain.txt
