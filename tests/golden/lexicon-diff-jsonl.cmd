lexicon diff --all tiny tiny-other labelled.jsonl folder/3-plain.txt
