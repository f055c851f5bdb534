#!/usr/bin/env python3
"""Takes the README's pictures of the HTML report and of the local page in a headless Chromium: `make pictures`. Then
pngquant makes them small.

usage: take.py ROLECALL FOLDER
"""
import os, re, subprocess, sys, tempfile
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', '..', '..', 'tests', 'browser'))
from webdriver import Browser, why_not

POSTINGS = ['bitewell-aligners.html', 'hollowell-health-centers.html', 'quickbasti-retail.html', 'thornwick-university.html',
            'gridweave-energy.txt', 'al-rawdhan-contracting.html', 'blue-kite.html', 'aurelia.html', 'canton-row-bank.html']


def local_page(rolecall, picture, b):
    """The page of `rolecall serve` with some postings on it, one of them open."""
    server = subprocess.Popen([rolecall, 'serve', '--port', '0'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        b.size(1280, 1200)
        b.open(re.search(r'http://\S+', server.stdout.readline()).group())
        b.wait('return document.documentElement.dataset.ready')
        texts = []
        for name in POSTINGS[:4]:
            with open(f'corpus/postings/{name}', encoding='utf-8', errors='replace') as f: texts.append([name, f.read()])
        b.js('''const t = new DataTransfer();
            for (const [name, text] of arguments[0]) t.items.add(new File([text], name));
            document.querySelector('#drop').dispatchEvent(new DragEvent('drop', {dataTransfer: t, bubbles: true, cancelable: true}));''', texts)
        b.wait(f"return document.querySelectorAll('#reviews > li').length >= {len(texts)} && document.querySelector('#detail .verdict')", 30)
        b.picture(picture)
    finally:
        server.terminate()
        server.communicate()


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
        local_page(rolecall, os.path.join(folder, 'serve.png'), b)
        b.size(390, 844)
        b.shade('dark')
        b.open(page)
        b.js('document.querySelector("article").scrollIntoView()')
        b.picture(os.path.join(folder, 'phone.png'))


main()
