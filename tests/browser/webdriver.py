"""A real Chromium by plain WebDriver (W3C) over HTTP: Debian's chromium and chromium-driver, nothing from elsewhere.

    with Browser() as b:
        b.open(path_or_url)
        b.one('#filter').type('coo')
        assert b.js('return document.title') == '...'

`why_not()` says why there is no browser here, or None. One Browser at a time is enough for a test: a start costs a second.
"""
import base64, json, os, re, shutil, signal, subprocess, tempfile, time, urllib.error, urllib.request

ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'  # the key by which WebDriver hands over an element
SHADES = ('light', 'dark')
KEYS = {'Tab': '\ue004', 'Enter': '\ue007', 'Space': ' ', 'Shift': '\ue008', 'Escape': '\ue00c', 'Home': '\ue011',
        'End': '\ue010', 'Left': '\ue012', 'Up': '\ue013', 'Right': '\ue014', 'Down': '\ue015', 'Control': '\ue009',
        'Backspace': '\ue003'}


def why_not():
    missing = [name for name in ('chromium', 'chromedriver') if not shutil.which(name)]
    return f'no {" and no ".join(missing)} here (Debian: apt-get install chromium chromium-driver)' if missing else None


class Gone(Exception):
    """The browser answered with an error; the text is its own."""


class Element:
    def __init__(self, browser, number):
        self.browser, self.number = browser, number

    def _do(self, verb, path, body=None):
        return self.browser.call(verb, f'/element/{self.number}{path}', body)

    def click(self):
        self._do('POST', '/click', {})

    def type(self, text):
        """Keys as a person would press them; for a file input, its path."""
        self._do('POST', '/value', {'text': text})

    def clear(self):
        self._do('POST', '/clear', {})

    @property
    def text(self):
        return self._do('GET', '/text')

    def attribute(self, name):
        return self._do('GET', f'/attribute/{name}')

    @property
    def shown(self):
        return self._do('GET', '/displayed')

    def picture(self):
        return base64.b64decode(self._do('GET', '/screenshot'))


class Browser:
    """Headless, with a profile and a downloads folder of its own that go away at the end."""

    def __init__(self, width=1280, height=900):
        self.folder = tempfile.mkdtemp(prefix='rolecall-browser-')
        self.downloads = os.path.join(self.folder, 'downloads')
        os.mkdir(self.downloads)
        self.driver = self.session = None
        try:
            self._start_driver()
            self._start_session()
            self.cdp('Browser.setDownloadBehavior', behavior='allow', downloadPath=self.downloads)
            self.size(width, height)
        except BaseException:
            self.close()
            raise

    def _start_driver(self):
        log = open(os.path.join(self.folder, 'driver.log'), 'w+', encoding='utf-8')
        self.driver = subprocess.Popen(['chromedriver', '--port=0'], stdout=log, stderr=subprocess.STDOUT)
        for _ in range(300):
            with open(log.name, encoding='utf-8') as said:
                m = re.search(r'started successfully on port (\d+)', said.read())
            if m:
                log.close()
                self.at = f'http://127.0.0.1:{m.group(1)}'
                return
            if self.driver.poll() is not None: break
            time.sleep(0.1)
        raise Gone('chromedriver did not start: ' + open(log.name, encoding='utf-8').read()[-500:])

    def _start_session(self):
        arguments = ['--headless=new', '--disable-gpu', '--hide-scrollbars', '--force-device-scale-factor=1',
                     '--disable-background-networking', '--disable-component-update', '--no-first-run', '--lang=en-GB',
                     '--font-render-hinting=none', '--force-prefers-reduced-motion', f'--user-data-dir={self.folder}/profile']
        if os.geteuid() == 0: arguments.append('--no-sandbox')  # Chromium will not have root otherwise
        if os.path.exists('/.dockerenv') or not os.access('/dev/shm', os.W_OK): arguments.append('--disable-dev-shm-usage')
        wish = {'browserName': 'chrome', 'goog:loggingPrefs': {'browser': 'ALL'},
                'goog:chromeOptions': {'binary': shutil.which('chromium'), 'args': arguments},
                'unhandledPromptBehavior': 'ignore', 'timeouts': {'script': 150000}}
        self.session = self._http('POST', '/session', {'capabilities': {'alwaysMatch': wish}})['sessionId']

    def _http(self, verb, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        ask = urllib.request.Request(self.at + path, data, {'Content-Type': 'application/json'}, method=verb)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by way of a proxy
        try:
            with opener.open(ask, timeout=180) as answer:
                return json.load(answer)['value']
        except urllib.error.HTTPError as x:
            value = json.load(x)['value']
            raise Gone(f"{value['error']}: {value['message'].splitlines()[0]}") from None

    def call(self, verb, path, body=None):
        return self._http(verb, f'/session/{self.session}{path}', body)

    def close(self):
        try:
            if self.session: self.call('DELETE', '')
        except (Gone, OSError):
            pass
        if self.driver:
            self.driver.terminate()
            try:
                self.driver.wait(10)
            except subprocess.TimeoutExpired:
                pass
            for pid in self._left(): os.kill(pid, signal.SIGKILL)
            self.driver.kill()
            self.driver.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _left(self):
        """Processes of this browser, known by its profile's folder, that are still there."""
        found = []
        for pid in filter(str.isdigit, os.listdir('/proc')):
            try:
                with open(f'/proc/{pid}/cmdline', 'rb') as f:
                    if f'--user-data-dir={self.folder}/'.encode() in f.read(): found.append(int(pid))
            except OSError:
                pass
        return found

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def cdp(self, method, **parameters):
        """A command of the DevTools protocol."""
        return self.call('POST', '/goog/cdp/execute', {'cmd': method, 'params': parameters})

    def open(self, where):
        """A URL, or the path of a file."""
        self.call('POST', '/url', {'url': where if re.match(r'[a-z]+:', where) else 'file://' + os.path.abspath(where)})

    def js(self, script, *arguments):
        """The script is the body of a function; `arguments` are its arguments; what it returns comes back."""
        arguments = [{ELEMENT: a.number} if isinstance(a, Element) else a for a in arguments]
        return self._back(self.call('POST', '/execute/sync', {'script': script, 'args': arguments}))

    def js_later(self, script, *arguments):
        """The same for a promise: its last argument is the function to call with the result."""
        return self._back(self.call('POST', '/execute/async', {'script': script, 'args': list(arguments)}))

    def _back(self, value):
        return Element(self, value[ELEMENT]) if isinstance(value, dict) and ELEMENT in value else value

    def all(self, selector):
        found = self.call('POST', '/elements', {'using': 'css selector', 'value': selector})
        return [Element(self, e[ELEMENT]) for e in found]

    def one(self, selector):
        found = self.all(selector)
        if len(found) != 1: raise Gone(f'{len(found)} elements for {selector}')
        return found[0]

    @property
    def focus(self):
        return self._back(self.call('GET', '/element/active'))

    def press(self, *names):
        """Keys to whatever has the focus: 'Tab', 'Enter', 'Space', 'Down', 'a'; 'Shift+Tab'."""
        for name in names:
            *held, last = name.split('+')
            held = [KEYS[h] for h in held]
            steps = [{'type': 'keyDown', 'value': h} for h in held]
            steps += [{'type': w, 'value': KEYS.get(last, last)} for w in ('keyDown', 'keyUp')]
            steps += [{'type': 'keyUp', 'value': h} for h in reversed(held)]
            self.call('POST', '/actions', {'actions': [{'type': 'key', 'id': 'keyboard', 'actions': steps}]})

    def wait(self, script, seconds=10, what=None):
        """Until the script returns something true; that is returned."""
        end = time.monotonic() + seconds
        while True:
            value = self.js(script)
            if value: return value
            if time.monotonic() > end: raise Gone(f'waited {seconds} s for: {what or script}')
            time.sleep(0.05)

    def size(self, width, height):
        """Of the page itself; widths below the least of a window (500) too."""
        self.cdp('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=False)

    def shade(self, scheme='light', medium=''):
        """prefers-color-scheme, and 'print' for @media print."""
        self.cdp('Emulation.setEmulatedMedia', media=medium,
                 features=[{'name': 'prefers-color-scheme', 'value': scheme}])

    def scripts(self, on):
        """Whether the pages opened from now on may run scripts."""
        self.cdp('Emulation.setScriptExecutionDisabled', value=not on)

    def picture(self, path, whole=False):
        """A PNG of what is in view, or of the whole page."""
        shot = self.cdp('Page.captureScreenshot', format='png', captureBeyondViewport=whole)
        with open(path, 'wb') as f: f.write(base64.b64decode(shot['data']))

    def pdf(self):
        """The page as it prints."""
        return base64.b64decode(self.call('POST', '/print', {'background': False, 'shrinkToFit': True}))

    def log(self):
        """What the console said since the last call: (level, message)."""
        return [(row['level'], row['message']) for row in self.call('POST', '/se/log', {'type': 'browser'})]

    def downloaded(self, seconds=10):
        """The path of the file that was downloaded last, once it is complete."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            files = [os.path.join(self.downloads, f) for f in os.listdir(self.downloads)]
            done = [f for f in files if not f.endswith('.crdownload')]
            if done and len(done) == len(files): return max(done, key=os.path.getmtime)
            time.sleep(0.05)
        raise Gone('nothing was downloaded')


def axe_path(build):
    """Where `make axe` left axe-core (an accessibility checker, from npm), or None."""
    path = os.path.join(build, 'axe', 'node_modules', 'axe-core', 'axe.min.js')
    return path if os.path.exists(path) else None


def axe(browser, path):
    """What axe-core holds against the page in view, as lines 'IMPACT rule: help (n places): html of the first'."""
    with open(path, encoding='utf-8') as f: source = f.read()
    browser.cdp('Runtime.evaluate', expression=source)  # by the protocol, so that no page's policy is in its way
    result = browser.js_later('const done = arguments[arguments.length - 1];'
                              'axe.run(document, {resultTypes: ["violations"]}).then(r => done(r), e => done({error: String(e)}))')
    if 'error' in result: raise Gone('axe-core: ' + result['error'])
    return [f"{v['impact']} {v['id']}: {v['help']} ({len(v['nodes'])} places): {v['nodes'][0]['html'][:200]}"
            for v in result['violations']]
