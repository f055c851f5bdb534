#!/usr/bin/env python3
"""Writes entity_table.inc: the named character references of the HTML standard, from Python's own copy of the list.

usage: entities.py > entity_table.inc
"""
import html.entities

names = {}
for name, value in html.entities.html5.items():
    bare = name.rstrip(';')
    legacy = not name.endswith(';')
    if bare in names:
        legacy = legacy or names[bare][1]
    names[bare] = (value, legacy)

print('/* Made by entities.py; do not edit. {name, bytes of it, may stand without a semicolon, code points} */')
for name in sorted(names):
    value, legacy = names[name]
    codes = [ord(c) for c in value] + [0]
    print('ENTITY("%s", %d, %d, 0x%X, 0x%X)' % (name, len(name), legacy, codes[0], codes[1]))
