#!/usr/bin/env python3
"""Takes the README's pictures of the HTML report in a headless Chromium: `make pictures`. Then pngquant makes them small.

usage: take.py ROLECALL FOLDER
"""
import os, subprocess, sys, tempfile
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', '..', '..', 'tests', 'browser'))
from webdriver import Browser, why_not

POSTINGS = ['bitewell-aligners.html', 'hollowell-health-centers.html', 'quickbasti-retail.html', 'thornwick-university.html',
            'gridweave-energy.txt', 'al-rawdhan-contracting.html', 'blue-kite.html', 'aurelia.html', 'canton-row-bank.html']


def main():
    rolecall, folder = sys.argv[1:]
    if why_not(): sys.exit('pictures: ' + why_not())
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, Browser(1280, 860) as b:
        page = os.path.join(work, 'report.html')
        with open(page, 'wb') as f:
            paths = [f'corpus/postings/{p}' for p in POSTINGS]
            subprocess.run([rolecall, '-q', '--format', 'html', *paths], stdout=f, check=True)
        b.open(page)
        b.picture(os.path.join(folder, 'report.png'))
        b.js('document.querySelector("article").scrollIntoView()')
        b.picture(os.path.join(folder, 'posting.png'))
        b.size(390, 844)
        b.shade('dark')
        b.open(page)
        b.js('document.querySelector("article").scrollIntoView()')
        b.picture(os.path.join(folder, 'phone.png'))


main()
